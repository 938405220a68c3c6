package main

import (
	"encoding/base64"
	"log"
	"strings"

	"claimcheck/decoder/mint"
)

// sealedCases tell a wrong key from a damaged message, and both from what is not opened here at all.
func sealedCases() []vector {
	x := signed(func(r *mint.Response) { r.Encrypt = mint.SP() })
	ours := []file{{"sp.key", mint.SP().PrivatePEM()}}
	const kept, shut, alike = "encryption.readable", "fail encryption.readable", "encryption.readable It is damaged, and no key opens it"
	damaged := func(name, comment, capture, says string, files []file) vector {
		return vector{
			name: "encryption-" + name, comment: comment, capture: capture, files: files, verdict: "refused", cause: kept,
			expect: []string{shut, "absent signature.trusted"}, says: []string{alike, kept + " " + says},
		}
	}
	open := func(name, comment, capture, says string, files []file) vector {
		return vector{
			name: "encryption-" + name, comment: comment, capture: capture, files: files, verdict: "undetermined", cause: kept,
			expect: []string{"not-checked encryption.readable", "absent signature.trusted"}, says: []string{kept + " " + says},
		}
	}
	opens := func(name, comment, capture string) vector {
		return vector{
			name: "encryption-" + name, comment: comment, capture: capture, files: ours, verdict: "accepted", cause: "none",
			expect: []string{"info encryption.readable", "pass signature.covers"},
		}
	}
	const info, end = `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">`, "</e:EncryptedKey>"
	own := element(x, "<e:EncryptedKey", end)
	foreign := element(mint.Encrypt("x", mint.Foreign()), "<e:EncryptedKey", end)
	cert := element(own, "<X509Data>", "</X509Data>")
	same := signed(func(r *mint.Response) { r.Part = mint.SignNone })
	inside := strings.Replace(element(same, "<Assertion ", "</Assertion>"), mint.AssertionID, mint.ResponseID, 1)
	return []vector{
		damaged("damaged", "the key fits, and the last octets were changed on the way", changed(x, "<xenc:CipherValue>", -1), "changed or cut", ours),
		damaged("damaged-inside", "the key fits, and a block in the middle was changed on the way", changed(x, "<xenc:CipherValue>", 600), "expected XML in it", ours),
		damaged("damaged-key", "the encrypted key was changed on the way; the message names the certificate whose key was given", changed(x, "<e:CipherValue>", 9), "does not", ours),
		damaged("damaged-no-key", "nothing is left of the content, which anybody sees", swap(x, element(x, "<xenc:CipherValue>", "</xenc:CipherValue>"), "<xenc:CipherValue/>"), "at least 32 octets", nil),
		open("unsupported", "the content key is wrapped by a shared secret", swap(x, "rsa-oaep-mgf1p", "kw-aes256"), "whatever the key", ours),
		open("not-followed", "the content is somewhere else", swap(x, element(x, "<xenc:CipherValue>", "</xenc:CipherValue>"), `<xenc:CipherReference URI="https://sp.example.com/content"/>`), "not followed", ours),
		open("named-key", "no certificate says whom it is for, only a name", swap(x, cert, "<KeyName>sp-2026</KeyName>"), `the key named "sp-2026"`, nil),
		opens("several-recipients", "encrypted to somebody else as well, whose key comes first", swap(x, own, foreign+own)),
		opens("key-beside", "the encrypted key beside the content", swap(x, info+own+"</KeyInfo>", "", "</xenc:EncryptedData>", "</xenc:EncryptedData>"+own)),
		{
			name: "encryption-same-id", comment: "once opened, the assertion has the ID of the response around it", files: ours, verdict: "refused", cause: "structure.ids",
			capture: swap(same, element(same, "<Assertion ", "</Assertion>"), mint.Encrypt(mint.Sign(inside, mint.ResponseID, mint.Signing{}), mint.SP())),
			expect:  []string{"fail structure.ids", "info encryption.readable"},
		},
	}
}

// changed flips a bit of the octets that the first element of that start tag holds; at counts from the end
// when it is negative.
func changed(x, tag string, at int) string {
	start := strings.Index(x, tag) + len(tag)
	stop := start + strings.IndexByte(x[start:], '<')
	octets, err := base64.StdEncoding.DecodeString(x[start:stop])
	if err != nil || len(octets) <= at {
		log.Fatalf("%s: %d octets, %v", tag, len(octets), err)
	}
	if at < 0 {
		at += len(octets)
	}
	octets[at] ^= 0x80
	return x[:start] + base64.StdEncoding.EncodeToString(octets) + x[stop:]
}
