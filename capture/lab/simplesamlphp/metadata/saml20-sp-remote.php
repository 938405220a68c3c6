<?php
// One entry an application of lab.go. As with Entra ID, the assertion is signed and the response is not.
$sp = getenv('LAB_SP');
$groups = array_map(fn ($i) => sprintf('%08d-1111-2222-3333-444444444444', $i), range(1, 1000));
$namespace = [];
foreach (['FirstName', 'LastName', 'Country', 'Email'] as $name) {
    $namespace[$name] = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/$name";
}
$differs = [
    'plain' => [],
    'signed-response' => ['saml20.sign.response' => true],
    'misnamed' => ['authproc' => [50 => ['class' => 'core:AttributeMap'] + $namespace]],
    'groups' => ['authproc' => [50 => [
        'class' => 'core:AttributeAdd',
        'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups' => $groups,
    ]]],
];
foreach ($differs as $name => $own) {
    $own['authproc'][10] = [
        'class' => 'saml:AttributeNameID',
        'attribute' => 'Email',
        'Format' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    ];
    $metadata["$sp/$name"] = $own + [
        'AssertionConsumerService' => "$sp/$name/acs",
        'NameIDFormat' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified',
        'saml20.sign.assertion' => true,
        'saml20.sign.response' => false,
    ];
}
