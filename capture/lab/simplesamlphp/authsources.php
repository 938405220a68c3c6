<?php
$config = [
    'contoso' => [
        'exampleauth:UserPass',
        getenv('LAB_USER') . ':' . getenv('LAB_PASSWORD') => [
            'FirstName' => 'B.',
            'LastName' => 'Simon',
            'Country' => 'US',
            'Email' => getenv('LAB_USER'),
        ],
    ],
];
