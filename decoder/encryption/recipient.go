package encryption

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"

	"claimcheck/decoder/tree"
)

// addressee is whom an EncryptedKey says it is made for. It is a hint for words and nothing else.
type addressee struct {
	cert   *x509.Certificate
	hint   string // at the certificate, in words, when it is not there itself
	name   string // KeyName
	entity string // Recipient
}

// hints at a certificate that is not there itself (XMLDSig 1.1, 4.5.4).
var hints = []struct{ local, what string }{
	{"X509IssuerSerial", "issuer and serial number"},
	{"X509SubjectName", "subject"},
	{"X509SKI", "subject key identifier"},
}

// recipient reads the KeyInfo and the Recipient of an EncryptedKey (XML Encryption 1.1, 3.5.1).
func recipient(e *tree.Node) addressee {
	var a addressee
	a.entity, _ = e.Attr("Recipient")
	info := e.Child(nsDsig, "KeyInfo")
	if info == nil {
		return a
	}
	if n := info.Child(nsDsig, "KeyName"); n != nil {
		a.name = strings.TrimSpace(n.Text())
	}
	for _, data := range info.Elements(nsDsig, "X509Data") {
		for _, c := range data.Elements(nsDsig, "X509Certificate") {
			der, err := unbase64(c)
			if err != nil {
				continue
			}
			if cert, err := x509.ParseCertificate(der); err == nil && a.cert == nil {
				a.cert = cert
			}
		}
		for _, hint := range hints {
			if h := data.Child(nsDsig, hint.local); h != nil && a.hint == "" {
				text := h.Text()
				for _, part := range h.Elements("", "") {
					text += " " + part.Text()
				}
				a.hint = fmt.Sprintf("the certificate with the %s %q", hint.what, clip(strings.Join(strings.Fields(text), " ")))
			}
		}
	}
	return a
}

// words say whom it was made for, the surest first.
func (a addressee) words() []string {
	var w []string
	if a.cert != nil {
		sum := sha1.Sum(a.cert.Raw)
		w = append(w, fmt.Sprintf("the certificate %q (thumbprint %s, valid until %s)", a.cert.Subject, strings.ToUpper(hex.EncodeToString(sum[:])), a.cert.NotAfter.Format("2006-01-02")))
	} else if a.hint != "" {
		w = append(w, a.hint)
	}
	if a.name != "" {
		w = append(w, fmt.Sprintf("the key named %q", clip(a.name)))
	}
	if a.entity != "" {
		w = append(w, fmt.Sprintf("the recipient %q", clip(a.entity)))
	}
	return w
}

// clip shortens a value of the message for words.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
