#!/usr/bin/env bash
# Makes the files of this folder anew with xmlsec1 and openssl: other random numbers, the same meaning.
# Tests never run it; they read what is committed.
set -euo pipefail
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
rm -rf values keys
mkdir values keys

# The application's test key and certificate of decoder/mint.
openssl pkey -in ../../mint/keys/sp.pem -out "$tmp/sp.key"
openssl x509 -in ../../mint/keys/sp.pem -out "$tmp/sp.crt"
openssl pkey -in "$tmp/sp.key" -pubout -out "$tmp/sp.pub"
openssl pkey -in ../../mint/keys/foreign.pem -out "$tmp/foreign.key"
openssl x509 -in ../../mint/keys/foreign.pem -out "$tmp/foreign.crt"

enc=http://www.w3.org/2001/04/xmlenc#
enc11=http://www.w3.org/2009/xmlenc11#
more=http://www.w3.org/2001/04/xmldsig-more#
name='<NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">B.Simon@example.com</NameID>'
printf '<EncryptedID xmlns="urn:oasis:names:tc:SAML:2.0:assertion">%s</EncryptedID>' "$name" >"$tmp/plain.xml"

# value NAME CONTENT-URI TRANSPORT-URI SESSION-KEY: all of it by xmlsec1.
value() {
	cat >"$tmp/template.xml" <<-XML
		<e:EncryptedData xmlns:e="$enc" Type="${enc}Element"><e:EncryptionMethod Algorithm="$2"/><d:KeyInfo xmlns:d="http://www.w3.org/2000/09/xmldsig#"><e:EncryptedKey Recipient="https://sp.example.com/saml"><e:EncryptionMethod Algorithm="$3"/><d:KeyInfo><d:X509Data/></d:KeyInfo><e:CipherData><e:CipherValue/></e:CipherData></e:EncryptedKey></d:KeyInfo><e:CipherData><e:CipherValue/></e:CipherData></e:EncryptedData>
	XML
	xmlsec1 encrypt --pubkey-cert-pem "$tmp/sp.crt" --session-key "$4" --xml-data "$tmp/plain.xml" --node-name urn:oasis:names:tc:SAML:2.0:assertion:NameID \
		--output "values/$1.xml" "$tmp/template.xml"
}
for bits in 128 192 256; do
	value "aes$bits-cbc" "${enc}aes$bits-cbc" "${enc}rsa-oaep-mgf1p" "aes-$bits"
	value "aes$bits-gcm" "${enc11}aes$bits-gcm" "${enc}rsa-oaep-mgf1p" "aes-$bits"
done
value tripledes-cbc "${enc}tripledes-cbc" "${enc}rsa-oaep-mgf1p" des-192
value rsa-1_5 "${enc}aes256-cbc" "${enc}rsa-1_5" aes-256

# RSA-OAEP of XML Encryption 1.1 with each digest and each mask, by openssl: xmlsec1 1.2 has SHA-1 only.
secret=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
iv=f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff
printf %s "$secret" | xxd -r -p >"$tmp/secret"
content=$( (printf %s "$iv" | xxd -r -p; printf %s "${name/<NameID/<NameID xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"}" |
	openssl enc -aes-256-cbc -K "$secret" -iv "$iv") | base64 -w0)
declare -A digest=([sha1]=http://www.w3.org/2000/09/xmldsig#sha1 [sha224]=${more}sha224 [sha256]=${enc}sha256 [sha384]=${more}sha384 [sha512]=${enc}sha512)
{
	printf '<values xmlns:e="%s" xmlns:f="%s" xmlns:d="http://www.w3.org/2000/09/xmldsig#">\n' "$enc" "$enc11"
	for hash in sha1 sha224 sha256 sha384 sha512; do
		for mask in sha1 sha224 sha256 sha384 sha512; do
			key=$(openssl pkeyutl -encrypt -pubin -inkey "$tmp/sp.pub" -in "$tmp/secret" -pkeyopt rsa_padding_mode:oaep \
				-pkeyopt "rsa_oaep_md:$hash" -pkeyopt "rsa_mgf1_md:$mask" | base64 -w0)
			printf '<EncryptedID xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><e:EncryptedData><e:EncryptionMethod Algorithm="%saes256-cbc"/>' "$enc"
			printf '<d:KeyInfo><e:EncryptedKey><e:EncryptionMethod Algorithm="%srsa-oaep"><d:DigestMethod Algorithm="%s"/><f:MGF Algorithm="%smgf1%s"/></e:EncryptionMethod>' \
				"$enc11" "${digest[$hash]}" "$enc11" "$mask"
			printf '<e:CipherData><e:CipherValue>%s</e:CipherValue></e:CipherData></e:EncryptedKey></d:KeyInfo><e:CipherData><e:CipherValue>%s</e:CipherValue></e:CipherData></e:EncryptedData></EncryptedID>\n' \
				"$key" "$content"
		done
	done
	printf '</values>\n'
} >values/rsa-oaep.xml

# The key in every form. The passphrase is "correct horse".
pass=pass:'correct horse'
p8() { openssl pkcs8 -topk8 -in "$tmp/sp.key" -passout "$pass" "${@:2}" -out "keys/$1"; }
p8 pkcs8-aes128-sha1.pem -v2 aes-128-cbc -v2prf hmacWithSHA1
p8 pkcs8-aes192-sha512.pem -v2 aes-192-cbc -v2prf hmacWithSHA512
p8 pkcs8-aes256-sha256.pem -v2 aes-256-cbc -v2prf hmacWithSHA256
p8 pkcs8-aes256-sha256.der -v2 aes-256-cbc -v2prf hmacWithSHA256 -outform DER
p8 pkcs8-des3.pem -v2 des3
p8 pkcs8-scrypt.pem -scrypt
p8 pkcs8-pbes1.pem -v1 PBE-SHA1-3DES
openssl pkcs8 -topk8 -in "$tmp/sp.key" -passout pass: -v2 aes-256-cbc -outform DER -out keys/without-passphrase.der
for cipher in aes128 aes256 des3; do
	openssl rsa -in "$tmp/sp.key" -traditional "-$cipher" -passout "$pass" -out "keys/old-$cipher.pem"
done
p12() { openssl pkcs12 -export -inkey "$tmp/sp.key" -in "$tmp/sp.crt" -out "keys/$1" "${@:2}"; }
p12 aes256.pfx -passout "$pass"
p12 3des.pfx -passout "$pass" -legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
p12 rc2.pfx -passout "$pass" -legacy
p12 empty.pfx -passout pass:
p12 open.pfx -passout pass: -keypbe NONE -certpbe NONE -nomac
p12 chain.pfx -passout "$pass" -certfile "$tmp/foreign.crt"
