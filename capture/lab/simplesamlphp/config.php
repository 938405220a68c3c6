<?php
// The identity provider of the lab. What differs from run to run comes in the environment.
$temp = getenv('LAB_TEMP');
$config = [
    'baseurlpath' => 'simplesaml/',
    'certdir' => "$temp/",
    'loggingdir' => "$temp/",
    'datadir' => "$temp/",
    'tempdir' => "$temp/cache",
    'timezone' => 'UTC',
    'secretsalt' => bin2hex('claimcheck'),
    'auth.adminpassword' => bin2hex(random_bytes(16)),
    'technicalcontact_email' => 'admin@example.com',
    'admin.checkforupdates' => false,
    'trusted.url.domains' => null,
    'showerrors' => true,
    'errorreporting' => false,
    'logging.handler' => 'file',
    'logging.level' => SimpleSAML\Logger::WARNING,
    'logging.logfile' => 'simplesamlphp.log',
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true],
    'store.type' => 'phpsession',
    'session.phpsession.savepath' => "$temp/sessions",
    'session.phpsession.cookiename' => 'IdPSession',
    'session.cookie.secure' => false, // plain http on loopback
    'session.cookie.samesite' => null,
    'language.cookie.secure' => false,
    'language.cookie.samesite' => null,
    'language.default' => 'en',
    'metadatadir' => __DIR__ . '/metadata',
    'metadata.sources' => [['type' => 'flatfile']],
];
