package main

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"log"
	"math/big"
	"strings"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"claimcheck/decoder/mint"
)

const (
	envelopedTransform = `<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>`
	canonicalTransform = `<Transform Algorithm="` + mint.Exclusive + `"/>`
	referenceStart     = `<Reference URI="#` + mint.AssertionID + `">`
	pkcs1v15Prefix     = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20" // SHA-256 (RFC 8017, 9.2)
)

// signatureRails hold what is done with a signature and with what is encrypted (rails 7 to 15, 18 and 20).
// Where SignedInfo was edited, it is signed anew by the trusted key: not the cryptography refuses it then,
// but the rail.
func signatureRails() []vector {
	x := signed(nil)
	sig := element(x, "<Signature ", "</Signature>")
	edited := func(pairs ...string) string { return resigned(swap(x, pairs...), byActive) }
	reference := element(x, "<Reference ", "</Reference>")
	digest := element(x, "<DigestValue>", "</DigestValue>")
	value := strings.TrimSuffix(strings.TrimPrefix(element(x, "<SignatureValue>", "</SignatureValue>"), "<SignatureValue>"), "</SignatureValue>")
	method := func(uri string, sign func([]byte) []byte) string {
		return resigned(swap(x, string(mint.RSASHA256), uri), sign)
	}
	told := func(v vector, metadata ...[]byte) vector { v.metadata = metadata; return v }
	hinted := func(content string) string { return signed(func(r *mint.Response) { r.Signing.KeyInfo = content }) }
	certificate := func(k *mint.Key) string {
		return "<X509Data><X509Certificate>" + k.Base64() + "</X509Certificate></X509Data>"
	}
	curve := announcing(mint.ECDSA())
	byCurve := signed(func(r *mint.Response) { r.Signing.Key = mint.ECDSA() })
	inclusive := mint.EntraResponse()
	inclusive.Part, inclusive.Signing.C14N = mint.SignResponse, mint.Inclusive
	oddID := strings.NewReplacer("#"+mint.AssertionID, "#_Ä.1-x", mint.AssertionID, "_Ä.1-x")
	relative := func(r *mint.Response) string {
		return r.Finish(swap(r.XML(), `<Attribute Name="Country">`, `<Attribute xmlns:x="relative" Name="Country">`))
	}
	voided := relative(mint.EntraResponse())
	nothing := sha256.Sum256(nil)
	last := swap(swap(x, sig, ""), "</Assertion>", sig+"</Assertion>")
	stranger := mint.EntraResponse()
	small := shortKey()

	xpath := func(test string) string {
		return `<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>` + test + `</XPath></Transform>`
	}
	vectors := []vector{
		refused("07-two-signatures", "the signature of the assertion twice", swap(x, sig, sig+sig), "structure.once", "a second Signature"),
		refused("07-two-signed-info", "a forged SignedInfo behind the signed one", swap(x, "</SignedInfo>", "</SignedInfo>"+element(x, "<SignedInfo>", "</SignedInfo>")), "signature.malformed", "found SignedInfo"),
		refused("07-object", "an Object in the signature", swap(x, "</Signature>", "<Object/></Signature>"), "signature.malformed", "found Object"),
		refused("07-text", "text between the parts of the signature", swap(x, "</SignatureValue>", "</SignatureValue>x"), "signature.malformed", "no text in Signature"),
		refused("07-no-reference", "a signature of nothing", edited(reference, ""), "signature.reference", "0 references"),
		refused("07-two-references", "a second reference, to the response, under a signature that fits", edited("</Reference>", "</Reference>"+swap(reference, mint.AssertionID, mint.ResponseID)), "signature.reference", "2 references"),
		refused("07-two-digests", "two digests, of which readers take either", edited(digest, digest+digest), "signature.malformed", "found DigestValue"),
		refused("07-comment-in-digest", "a comment that cuts the digest in two", swap(x, "<DigestValue>", "<DigestValue>"+strings.TrimPrefix(strings.TrimSuffix(digest, "</DigestValue>"), "<DigestValue>")+"<!-- -->"), "signature.malformed", "only text in DigestValue"),
		refused("07-foreign-element", "an element of another namespace in SignedInfo", edited("</Reference>", `</Reference><x xmlns="urn:example:x"/>`), "signature.malformed", "the signature's namespace"),
		refused("07-comment-in-value", "a comment in the signature value", swap(x, "<SignatureValue>", "<SignatureValue><!-- -->"), "signature.malformed", "only text in SignatureValue"),
		refused("07-other-key-info", "a KeyInfo of another namespace", swap(x, "<KeyInfo>", `<KeyInfo xmlns="urn:example:x">`), "signature.malformed", "found KeyInfo"),
		passes("07-last", "the signature stands last in the assertion", last, "absent signature.misplaced"),
		passes("07-white-space", "line breaks between the parts of the signature", swap(x, "</SignatureValue>", "</SignatureValue>\n")),
		passes("07-prefix", "the elements of the signature have a prefix", signed(func(r *mint.Response) { r.Signing.Prefix = "ds" })),

		refused("08-whole-document", "an empty URI in the assertion: the whole document, and not what is read", edited(referenceStart, `<Reference URI="">`), "signature.reference", "URI"),
		refused("08-no-uri", "no URI: what is signed is left to chance", edited(referenceStart, `<Reference>`), "signature.reference"),
		refused("08-no-hash", "the ID without its #: a file of that name", edited(referenceStart, `<Reference URI="`+mint.AssertionID+`">`), "signature.reference", mint.AssertionID),
		refused("08-pointer", "an XPointer", edited(referenceStart, `<Reference URI="#xpointer(id('`+mint.AssertionID+`'))">`), "signature.reference", "xpointer"),
		refused("08-no-id", "an assertion without an ID, and a reference to nothing", swap(x, ` ID="`+mint.AssertionID+`"`, "", referenceStart, `<Reference URI="#">`), "signature.malformed", "to have an ID"),
		refused("08-response", "it refers to the response around it", edited(referenceStart, `<Reference URI="#`+mint.ResponseID+`">`), "signature.misplaced", "another element"),
		passes("08-odd-id", "an ID with letters that are no ASCII", signed(func(r *mint.Response) { r.Assertion.ID = oddID.Replace(mint.AssertionID) }), "pass signature.reference"),

		refused("09-canonical-first", "the canonicalization before enveloped-signature", edited(envelopedTransform+canonicalTransform, canonicalTransform+envelopedTransform), "signature.malformed", "as the first transform"),
		refused("09-not-enveloped", "enveloped-signature is missing", edited(envelopedTransform, ""), "signature.malformed", "as the first transform"),
		refused("09-enveloped-twice", "enveloped-signature twice", edited(canonicalTransform, envelopedTransform), "signature.malformed", "again"),
		refused("09-three", "two canonicalizations", edited(canonicalTransform, canonicalTransform+canonicalTransform), "signature.malformed", "found 3 transforms"),
		refused("09-content", "content in enveloped-signature", edited(envelopedTransform, strings.Replace(envelopedTransform, "/>", "><XPath>1</XPath></Transform>", 1)), "signature.malformed", "nothing inside"),
		refused("09-text", "text between the transforms", edited(envelopedTransform, envelopedTransform+"x"), "signature.malformed", "no text in Transforms"),
		refused("09-other-element", "an element of another name that claims to be a transform", edited(canonicalTransform, strings.Replace(canonicalTransform, "<Transform ", "<XPath ", 1)), "signature.malformed", "found XPath"),
		passes("09-prefix-list", "InclusiveNamespaces in the canonicalization", signed(func(r *mint.Response) { r.Signing.PrefixList = "samlp" }), "pass signature.transforms"),
		passes("09-none", "no canonicalization: then the inclusive one counts", resigned(swap(string(inclusive.Signed()), `<Transform Algorithm="`+mint.Inclusive+`"/>`, ""), byActive)),

		told(passes("10-reissued", "the metadata holds another certificate of the key that signed", x), []byte(strings.ReplaceAll(string(usual()), mint.Active().Base64(), reissued(mint.Active())))),
		passes("10-other-certificate", "the message names a stranger's certificate, and the trusted key signed: what it names is a hint", hinted(certificate(mint.Foreign()))),
		told(refused("10-encryption-key", "the key that signed stands in the metadata for encryption only, beside another for signing", x, "signature.trusted", "for encryption only"),
			[]byte(swap(string(announcing(mint.Old())), "<IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">",
				"<IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><KeyDescriptor use=\"encryption\"><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">"+certificate(mint.Active())+"</KeyInfo></KeyDescriptor>"))),

		refused("11-hmac", "HMAC with the public key for a secret: anybody can make it", method("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", func(octets []byte) []byte {
			m := hmac.New(sha256.New, mint.Active().Cert.RawSubjectPublicKeyInfo)
			m.Write(octets)
			return m.Sum(nil)
		}), "signature.unsupported", "HMAC"),
		refused("11-md5", "MD5", method("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", byActive), "signature.unsupported", "MD5"),
		refused("11-dsa", "DSA", method("http://www.w3.org/2000/09/xmldsig#dsa-sha1", byActive), "signature.unsupported", "DSA"),
		refused("11-none", "no algorithm at all", method("none", func([]byte) []byte { return []byte("none") }), "signature.unsupported", "none"),
		told(refused("11-ecdsa-der", "an ECDSA value as ASN.1, which XML signatures do not have", reValued(byCurve, asASN1), "signature.damaged", "octets"), curve),
		told(refused("11-ecdsa-long", "an ECDSA value with a zero more before its second half", reValued(byCurve, func(v []byte) []byte {
			return append(append(append([]byte{}, v[:len(v)/2]...), 0), v[len(v)/2:]...)
		}), "signature.damaged", "found 65"), curve),
		told(refused("11-ecdsa-zero", "an ECDSA value of zeros", reValued(byCurve, func(v []byte) []byte { return make([]byte, len(v)) }), "signature.damaged"), curve),
		told(refused("11-short-key", "an RSA key of 768 bits, which can be broken", resigned(bareKeyInfo(x), small.sign), "signature.trusted", "at least 1024 bits"),
			[]byte(strings.ReplaceAll(string(usual()), certificate(mint.Active()), small.keyValue()))),
		passes("11-pss", "RSA-PSS", method("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", func(octets []byte) []byte { return pss(crypto.SHA256, pssSalt, octets) }), "pass signature.key-size"),
		passes("11-pss-mask", "RSA-PSS with another digest for the mask than for the message, and without a salt",
			resigned(swap(x, `<SignatureMethod Algorithm="`+string(mint.RSASHA256)+`"/>`, `<SignatureMethod Algorithm="http://www.w3.org/2007/05/xmldsig-more#rsa-pss"><p:RSAPSSParams xmlns:p="http://www.w3.org/2007/05/xmldsig-more#">`+
				`<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><p:MaskGenerationFunction Algorithm="http://www.w3.org/2007/05/xmldsig-more#MGF1"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/></p:MaskGenerationFunction>`+
				`<p:SaltLength>0</p:SaltLength></p:RSAPSSParams></SignatureMethod>`), func(octets []byte) []byte { return pss(crypto.SHA512, nil, octets) }), "pass signature.key-size"),

		passes("12-white-space", "the values of signature and digest broken over lines",
			resigned(swap(x, digest, strings.NewReplacer("<DigestValue>", "<DigestValue>\n  ", "=", "\n=").Replace(digest), value, strings.Join(lines(value, 76), "\r\n\t")), nil)),
		refused("12-other-letters", "the signature value in the Base64 of URLs", swap(x, value, strings.NewReplacer("+", "-", "/", "_").Replace(value)), "signature.damaged", "Base64"),
		refused("12-spare-bits", "a signature value whose last letter says more than it has bits", swap(x, value, spare(value)), "signature.damaged", "Base64"),
		refused("12-digest-spare-bits", "a digest whose last letter says more than it has bits", edited(digest, "<DigestValue>"+spare(strings.TrimSuffix(strings.TrimPrefix(digest, "<DigestValue>"), "</DigestValue>"))+"</DigestValue>"), "signature.malformed", "Base64"),
		refused("12-more", "something behind the end of the signature value", swap(x, value, value+"AAAA"), "signature.damaged", "Base64"),
		refused("12-digest-more", "something behind the end of the digest", edited("</DigestValue>", "AAAA</DigestValue>"), "signature.malformed", "Base64"),

		refused("13-void", "a namespace at which some libraries give up, and the digest of nothing: they take anything then",
			resigned(swap(voided, element(voided, "<DigestValue>", "</DigestValue>"), "<DigestValue>"+base64.StdEncoding.EncodeToString(nothing[:])+"</DigestValue>"), byActive), "signature.altered"),
		passes("13-relative-namespace", "the same namespace, and the right digest", voided),

		passes("14-comments", "comments between the elements of the assertion, put in after signing", swap(x, "<Subject>", "<!-- who --><Subject>"), "pass structure.text"),
		refused("14-issuer", "a comment in the issuer of the assertion", swap(x, mint.Issuer+"</Issuer><Signature ", strings.TrimSuffix(mint.Issuer, "/")+"<!-- -->/</Issuer><Signature "), "structure.text", "a comment"),
		refused("14-audience", "an instruction in the audience", signedText(mint.EntityID+"</Audience>", strings.Replace(mint.EntityID, "/saml", "<?x?>/saml", 1)+"</Audience>"), "structure.text", "Audience"),
		passes("14-behind", "an instruction behind the whole text of the audience: no reader stops before it", signedText("</Audience>", "<?x?></Audience>"), "pass structure.text"),
		passes("14-section", "a CDATA section in the name", signedText(mint.User+"</NameID>", strings.Replace(mint.User, "@", "<![CDATA[@]]>", 1)+"</NameID>"), "pass structure.text", "pass name-id.format"),
		passes("14-unwanted", "an instruction in an attribute that the application does not ask for", signedText(`<AttributeValue>B.Simon</AttributeValue>`, `<AttributeValue>B.<?x?>Simon</AttributeValue>`), "pass structure.text"),

		refused("15-strangers-response", "the assertion is signed well, and a stranger signed the response around it",
			mint.Sign(string(stranger.Signed()), stranger.ID, mint.Signing{Key: mint.Foreign()}), "signature.trusted", "key"),

		refused("20-xpath", "an XPath transform that leaves the name out", edited(canonicalTransform, xpath("not(ancestor-or-self::NameID)")), "signature.transforms", "xpath"),
		refused("20-file", "a reference to a file", edited(referenceStart, `<Reference URI="file:///etc/hostname">`), "signature.reference", "file:///etc/hostname"),
		passes("20-retrieval", "KeyInfo names an address to get the key from: nobody goes there", hinted(`<RetrievalMethod URI="https://keys.example.com/1" Type="http://www.w3.org/2000/09/xmldsig#rawX509Certificate"/>`)),
	}
	return append(vectors, openedRails()...)
}

// openedRails hold what is done with what is encrypted (rail 18).
func openedRails() []vector {
	x := signed(nil)
	genuine := element(x, "<Assertion ", "</Assertion>")
	bare := unsigned(genuine)
	forged := swap(strings.ReplaceAll(bare, mint.User, eve), mint.AssertionID, evilA)
	ours := func(v vector) vector { v.files = []file{{"sp.key", mint.SP().PrivatePEM()}}; return v }
	holding := func(text string) string { return swap(x, genuine, mint.Encrypt(text, mint.SP())) }
	// cut keeps so many octets of what is encrypted.
	cut := func(algorithm string, n int) string {
		whole := holding(genuine)
		at := strings.LastIndex(whole, "<xenc:CipherValue>") + len("<xenc:CipherValue>")
		end := at + strings.Index(whole[at:], "<")
		octets, err := base64.StdEncoding.DecodeString(whole[at:end])
		if err != nil {
			log.Fatal(err)
		}
		return swap(whole[:at]+base64.StdEncoding.EncodeToString(octets[:n])+whole[end:], "xmlenc#aes256-cbc", algorithm)
	}
	shut := func(name, comment, capture, says string) vector {
		return ours(vector{
			name: "rail-" + name, comment: comment, capture: capture, verdict: "refused", cause: "encryption.readable",
			expect: []string{"fail encryption.readable", "absent signature.trusted"}, says: []string{"encryption.readable " + says},
		})
	}
	alone := func(x string) string {
		return x[strings.Index(x, "<Assertion ") : strings.LastIndex(x, "</Assertion>")+len("</Assertion>")]
	}
	stranger := swap(holding(genuine), `<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">`+mint.Issuer+"</Issuer>", "")
	elsewhere := ours(refused("18-other-entity", "the response names no issuer, and the key that signed what is encrypted is another entity's", stranger, "signature.trusted", "another entity"))
	elsewhere.metadata = [][]byte{of(otherTenant), announcing(mint.Old())}
	lent := swap(forged, "<AttributeStatement>", "<Advice>"+genuine+"</Advice><AttributeStatement>")
	twoIDs := signedText(element(bare, "<NameID ", "</NameID>"), strings.NewReplacer("EncryptedAssertion", "EncryptedID").Replace(
		mint.Encrypt(swap(element(bare, "<NameID ", "</NameID>"), "<NameID ", `<NameID xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_one" xml:id="_two" `), mint.SP())))
	twice := signedText("<AttributeStatement>", `<AttributeStatement ID="`+mint.AssertionID+`">`)
	hidden := signedText("<AttributeStatement>", "<Advice>"+forged+"</Advice><AttributeStatement>")
	return []vector{
		shut("18-cbc-short", "fewer octets than a vector and a block", cut("xmlenc#aes256-cbc", 16), "at least 32 octets"),
		shut("18-cbc-uneven", "no whole number of blocks", cut("xmlenc#aes256-cbc", 47), "a multiple of 16"),
		shut("18-gcm-short", "fewer octets than a nonce and a tag", strings.Replace(cut("xmlenc#aes256-cbc", 27), "http://www.w3.org/2001/04/xmlenc#aes256-cbc", "http://www.w3.org/2009/xmlenc11#aes256-gcm", 1), "at least 28 octets"),
		shut("18-doctype", "a document type inside the encryption", holding(`<!DOCTYPE a [<!ENTITY who "x">]>`+genuine), "DOCTYPE"),
		ours(refused("18-same-id", "an ID twice inside the encryption", holding(alone(twice)), "structure.ids")),
		ours(refused("18-hidden", "an assertion hidden inside the encrypted one", holding(alone(hidden)), "structure.stray", "Advice")),
		ours(alsoFails(refused("18-response-hidden", "a response hidden inside the encrypted assertion", holding(alone(signedText("<AttributeStatement>", "<Advice>"+strings.ReplaceAll(swap(unsigned(x), mint.ResponseID, evilR), mint.AssertionID, evilA)+"</Advice><AttributeStatement>"))), "structure.stray", "Response"), "structure.stray Response")),
		ours(refused("18-lent", "a forged assertion is encrypted, and the genuine one stands inside it with its signature", holding(lent), "structure.stray", "Advice")),
		ours(refused("18-name-two-ids", "an encrypted name with two IDs", twoIDs, "structure.ids", "NameID")),
		elsewhere,
		ours(refused("18-altered", "the country was changed before it was encrypted", holding(swap(genuine, "United States", "Utopia")), "signature.altered")),
		ours(passes("18-declaration", "the decrypted text has an XML declaration", holding(`<?xml version="1.0" encoding="utf-8"?>`+genuine), "info encryption.readable", "pass signature.covers")),
	}
}

// alsoFails names one more finding of the case.
func alsoFails(v vector, check string) vector {
	v.expect = append(v.expect, "fail "+check)
	return v
}

// byActive signs as the trusted key does: RSA with SHA-256.
func byActive(octets []byte) []byte {
	digest := sha256.Sum256(octets)
	value, err := rsa.SignPKCS1v15(nil, mint.Active().Private.(*rsa.PrivateKey), crypto.SHA256, digest[:])
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// resigned makes the signature value of the first signature anew, over SignedInfo as it now stands. A nil sign
// keeps the white space of the value, in which the trusted key's is broken over lines.
func resigned(x string, sign func(octets []byte) []byte) string {
	const start, end = "<SignatureValue>", "</SignatureValue>"
	document := etree.NewDocument()
	if err := document.ReadFromString(x); err != nil {
		log.Fatal(err)
	}
	info := document.FindElement("//SignedInfo")
	alone := info.Copy()
	for p := info.Parent(); p != nil; p = p.Parent() {
		for _, a := range p.Attr {
			if (a.Space == "xmlns" || a.Space == "" && a.Key == "xmlns") && alone.SelectAttr(a.FullKey()) == nil {
				alone.CreateAttr(a.FullKey(), a.Value)
			}
		}
	}
	canonical := dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	if strings.Contains(element(x, "<SignedInfo>", "</SignedInfo>"), `<CanonicalizationMethod Algorithm="`+mint.Inclusive+`"`) {
		canonical = dsig.MakeC14N10RecCanonicalizer()
	}
	octets, err := canonical.Canonicalize(alone)
	if err != nil {
		log.Fatal(err)
	}
	if sign == nil {
		value := base64.StdEncoding.EncodeToString(byActive(octets))
		return swap(x, element(x, start, end), start+strings.Join(lines(value, 76), "\r\n\t")+end)
	}
	return swap(x, element(x, start, end), start+base64.StdEncoding.EncodeToString(sign(octets))+end)
}

// reValued edits the octets of the signature value.
func reValued(x string, edit func([]byte) []byte) string {
	const start, end = "<SignatureValue>", "</SignatureValue>"
	old := element(x, start, end)
	octets, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(strings.TrimPrefix(old, start), end))
	if err != nil {
		log.Fatal(err)
	}
	return swap(x, old, start+base64.StdEncoding.EncodeToString(edit(octets))+end)
}

// asASN1 makes r‖s the sequence of two numbers that other formats have.
func asASN1(v []byte) []byte {
	half := len(v) / 2
	der, err := asn1.Marshal([]*big.Int{new(big.Int).SetBytes(v[:half]), new(big.Int).SetBytes(v[half:])})
	if err != nil {
		log.Fatal(err)
	}
	return der
}

// spare sets a bit of Base64 that stands behind the last octet.
func spare(v string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	at := strings.IndexByte(v, '=') - 1
	return v[:at] + string(letters[strings.IndexByte(letters, v[at])+1]) + v[at+1:]
}

func bareKeyInfo(x string) string { return swap(x, element(x, "<KeyInfo>", "</KeyInfo>"), "") }

// reissued is another certificate of the same key, in Base64.
func reissued(k *mint.Key) string {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Contoso sign-in"},
		NotBefore: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(nil, template, template, k.Private.Public(), k.Private)
	if err != nil {
		log.Fatal(err)
	}
	block, _ := pem.Decode(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return base64.StdEncoding.EncodeToString(block.Bytes)
}

// pssSalt is the salt of RSA-PSS: the standard library takes its salt from randomness, and the files have to be
// the same each time.
var pssSalt = digestOf(crypto.SHA256, []byte("salt"))

func digestOf(hash crypto.Hash, octets []byte) []byte {
	h := hash.New()
	h.Write(octets)
	return h.Sum(nil)
}

// pss is RSASSA-PSS of the trusted key with hash, that salt and a mask of MGF1 with SHA-256 (RFC 8017, 8.1.1).
func pss(hash crypto.Hash, salt, octets []byte) []byte {
	key := mint.Active().Private.(*rsa.PrivateKey)
	h := hash.New()
	h.Write(make([]byte, 8))
	h.Write(digestOf(hash, octets))
	h.Write(salt)
	hashed := h.Sum(nil)
	em := make([]byte, key.Size())
	db := em[:len(em)-len(hashed)-1]
	db[len(db)-len(salt)-1] = 1
	copy(db[len(db)-len(salt):], salt)
	for i := 0; i < len(db); i++ { // MGF1
		block := sha256.Sum256(binary.BigEndian.AppendUint32(append([]byte{}, hashed...), uint32(i/sha256.Size)))
		db[i] ^= block[i%sha256.Size]
	}
	em[0] &= 0x7f
	copy(em[len(db):], hashed)
	em[len(em)-1] = 0xbc
	return new(big.Int).Exp(new(big.Int).SetBytes(em), key.D, key.N).FillBytes(make([]byte, key.Size()))
}

// short is an RSA key that crypto/rsa does not make any more.
type short struct{ n, d *big.Int }

// shortKey gives a key of 768 bits out of two fixed primes.
func shortKey() short {
	prime := func(seed string) *big.Int {
		b := sha256.Sum256([]byte(seed))
		p := new(big.Int).SetBytes(append(b[:], b[:16]...))
		p.SetBit(p, 383, 1).SetBit(p, 382, 1).SetBit(p, 0, 1)
		for one, e := big.NewInt(1), big.NewInt(65537); !p.ProbablyPrime(20) || new(big.Int).Mod(new(big.Int).Sub(p, one), e).Sign() == 0; {
			p.Add(p, big.NewInt(2))
		}
		return p
	}
	one, p, q := big.NewInt(1), prime("p"), prime("q")
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	return short{n: new(big.Int).Mul(p, q), d: new(big.Int).ModInverse(big.NewInt(65537), phi)}
}

// sign is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.1).
func (k short) sign(octets []byte) []byte {
	digest := sha256.Sum256(octets)
	size := (k.n.BitLen() + 7) / 8
	tail := pkcs1v15Prefix + string(digest[:])
	em := "\x00\x01" + strings.Repeat("\xff", size-len(tail)-3) + "\x00" + tail
	return new(big.Int).Exp(new(big.Int).SetBytes([]byte(em)), k.d, k.n).FillBytes(make([]byte, size))
}

// keyValue is the key as KeyInfo holds it (XMLDSig 1.1, 4.5.2.2).
func (k short) keyValue() string {
	return "<KeyValue><RSAKeyValue><Modulus>" + base64.StdEncoding.EncodeToString(k.n.Bytes()) + "</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>"
}
