package wire

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// expected is what a capture should hold, in words.
const expected = "a SAML message: XML, Base64, a URL, a form, a HAR file, or the text of an error page"

// order ranks the answers when a capture gave several: what the person can act on comes first.
var order = []string{
	"private-key", "too-large", "encoding", "truncated", "damaged", "left-out", "artifact", "har-sanitised", "masked",
	"jwt", "oidc-code", "certificate", "har-without-saml", "archive", "json", "html", "url", "empty", "binary", "identifier", "word", "text",
}

// kinds is what a text is told to be when no message was found in it. The first that fits answers.
var kinds = []func(t []byte) *Nothing{
	emptyFound, privateKeyFound, jwtFound, oidcFound, certificateFound, binaryFound, htmlFound, urlFound, identifierFound, wordFound,
}

// instead says what the capture is, as it holds no message. text is nil for a streamed export.
func (o *opener) instead(text []byte) *Nothing {
	if text != nil || len(o.hints) == 0 {
		o.hint(whatIs(text))
	}
	best := o.hints[0]
	for _, h := range o.hints[1:] {
		if slices.Index(order, h.What) < slices.Index(order, best.What) {
			best = h
		}
	}
	return best
}

func whatIs(t []byte) *Nothing {
	for _, kind := range kinds {
		if n := kind(t); n != nil {
			n.Expected = expected
			return n
		}
	}
	return &Nothing{
		What: "text", Found: "a text without a SAML message in it", Expected: expected,
		Hint: "Paste the whole address bar, the whole form data of the sign-in request, or open a HAR file.",
	}
}

func emptyFound(t []byte) *Nothing {
	for len(t) > 0 {
		c := t[0]
		if isBlank(c) || c == '\f' || c == '\v' || c == 0 {
			t = t[1:]
			continue
		}
		n := invisible(t)
		if n == 0 {
			return nil
		}
		t = t[n:]
	}
	return &Nothing{What: "empty", Found: "nothing but white space, or nothing at all", Hint: "Copy the value again, then paste it here."}
}

func privateKeyFound(t []byte) *Nothing {
	if !bytes.Contains(t, []byte("PRIVATE KEY-----")) {
		return nil
	}
	return privateKey()
}

func privateKey() *Nothing {
	return &Nothing{
		What: "private-key", Found: "a private key", Expected: expected,
		Hint: "Do not paste it anywhere, and delete this copy. Whoever may have seen it: replace the key.",
	}
}

// jwtFound knows a JSON Web Token: header and payload are JSON objects, so both begin with "eyJ" unless the
// payload is encrypted (RFC 7516).
func jwtFound(t []byte) *Nothing {
	const begin = "eyJ"
	var token []byte // its payload
	for i := 0; token == nil; {
		j := bytes.Index(t[i:], []byte(begin))
		if j < 0 {
			return nil
		}
		from := i + j
		for i = from; i < len(t) && isTokenByte(t[i]); i++ {
		}
		if i-from < len(begin)+8 || from > 0 && isTokenByte(t[from-1]) && t[from-1] != '-' || i == len(t) || t[i] != '.' {
			continue
		}
		end := i + 1
		for end < len(t) && isTokenByte(t[end]) {
			end++
		}
		if end < len(t) && t[end] == '.' {
			token = t[i+1 : end]
		}
	}
	var payload struct {
		Iss string `json:"iss"`
	}
	found := "a JSON Web Token"
	if d, err := base64.RawURLEncoding.DecodeString(string(token)); err == nil && json.Unmarshal(d, &payload) == nil && payload.Iss != "" {
		issuer := payload.Iss
		if len(issuer) > maxIssuer {
			issuer = strings.ToValidUTF8(issuer[:maxIssuer], "") + "…"
		}
		found += " (issuer " + issuer + ")"
	}
	return &Nothing{
		What: "jwt", Found: found + ", which belongs to OpenID Connect or OAuth, not to SAML",
		Hint: "The application may be set up for OpenID Connect. For SAML, capture the parameter SAMLResponse. A token is as good as a password: delete this copy.",
	}
}

// isTokenByte says whether c is a character of Base64 in the URL-safe alphabet.
func isTokenByte(c byte) bool { return base64Class[c] < 64 && c != '+' && c != '/' }

// oidcFound knows the answer of an OpenID provider: a code beside a state or an issuer.
func oidcFound(t []byte) *Nothing {
	if !bytes.Contains(t, []byte("state=")) && !bytes.Contains(t, []byte("iss=")) {
		return nil
	}
	const name = "code="
	const minCode = 8
	found := false
	for i := 0; !found; {
		j := bytes.Index(t[i:], []byte(name))
		if j < 0 {
			return nil
		}
		begin := i + j
		i = begin + len(name)
		found = (begin == 0 || bytes.IndexByte([]byte("?&# \t\r\n\"'"), t[begin-1]) >= 0) &&
			len(t)-i >= minCode && !bytes.ContainsAny(t[i:i+minCode], "& \t\r\n\"'")
	}
	return &Nothing{
		What: "oidc-code", Found: "an authorisation code of OpenID Connect or OAuth, not of SAML",
		Hint: "The application may be set up for OpenID Connect. For SAML, capture the parameter SAMLResponse.",
	}
}

func certificateFound(t []byte) *Nothing {
	if contentOf(t) == "der" {
		return derFound(t)
	}
	for block, rest := pem.Decode(t); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case strings.HasSuffix(block.Type, "CERTIFICATE"):
			return derFound(block.Bytes)
		case strings.HasSuffix(block.Type, "KEY"), strings.HasSuffix(block.Type, "REQUEST"), block.Type == "PKCS7":
			return &Nothing{What: "certificate", Found: "a " + strings.ToLower(block.Type) + " in PEM form", Hint: certificateHint}
		}
	}
	if bytes.Contains(t, []byte("BEGIN CERTIFICATE")) {
		return &Nothing{What: "certificate", Found: "a certificate that is not whole", Hint: certificateHint}
	}
	return nil
}

const certificateHint = "A certificate is no message. Give it as a trusted certificate, beside the metadata, and paste the message here."

// The content types of PKCS #7 by which its files and those of PKCS #12 are told (RFC 5652, sections 4 and 5).
var (
	oidData       = []byte("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01")
	oidSignedData = []byte("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02")
)

// derFound names DER-encoded bytes.
func derFound(d []byte) *Nothing {
	if c, err := x509.ParseCertificate(d); err == nil {
		return &Nothing{What: "certificate", Found: "a certificate (" + c.Subject.String() + ")", Expected: expected, Hint: certificateHint}
	}
	if _, err := x509.ParsePKCS8PrivateKey(d); err == nil {
		return privateKey()
	}
	if _, err := x509.ParsePKCS1PrivateKey(d); err == nil {
		return privateKey()
	}
	found := "a certificate or key in DER form"
	switch head := d[:min(len(d), sampleDER)]; {
	case bytes.Contains(head, []byte("\x02\x01\x03")) && bytes.Contains(head, oidData): // RFC 7292, section 4
		return &Nothing{
			What: "private-key", Found: "a PKCS #12 file (.pfx or .p12), which as a rule holds a private key", Expected: expected,
			Hint: "Do not pass it on. A trusted certificate is a .cer file: Entra admin center > Enterprise apps > the app > Single sign-on > SAML Certificates > Certificate (Base64) > Download.",
		}
	case bytes.Contains(head, oidSignedData):
		found = "a PKCS #7 file (.p7b) of certificates"
	default:
		if _, err := x509.ParseCertificateRequest(d); err == nil {
			found = "a certificate request (.csr)"
		}
	}
	return &Nothing{What: "certificate", Found: found, Expected: expected, Hint: certificateHint}
}

func binaryFound(t []byte) *Nothing {
	for _, f := range formats {
		if bytes.HasPrefix(t, []byte(f.begin)) {
			return &Nothing{What: f.what, Found: f.name + ", not a text", Hint: f.hint}
		}
	}
	if printable(t) {
		return nil
	}
	if control := bytes.IndexFunc(t[:min(len(t), sampleText)], func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' }); control < 0 {
		return nil // a text in an old encoding
	}
	return &Nothing{What: "binary", Found: "binary data, not a text", Hint: hintPicture}
}

const (
	hintPicture = "Copy the text of the message, not a picture or archive of it, or open a HAR file."
	hintUnpack  = "Unpack it, then give the files that come out, or pack them as a ZIP file."
	hintPackets = "It records packets, which are encrypted. Record the sign-in as a HAR file in the browser."
)

// formats are files by their first bytes that are named and not looked into.
var formats = []struct{ begin, name, what, hint string }{
	{"%PDF", "a PDF file", "binary", hintPicture},
	{"\x89PNG", "a picture (PNG)", "binary", hintPicture},
	{"\xFF\xD8\xFF", "a picture (JPEG)", "binary", hintPicture},
	{"GIF8", "a picture (GIF)", "binary", hintPicture},
	{"\xD0\xCF\x11\xE0", "an Outlook message (.msg) or an old Office file", "archive", "In Outlook save the mail as .eml (or forward it as an attachment and save that), or save its attachment, and give that file."},
	{"\x78\x9F\x3E\x22", "an attachment of Outlook (winmail.dat)", "archive", "Ask the sender for the mail as plain text, or for the attachment in a ZIP file."},
	{"7z\xBC\xAF\x27\x1C", "a 7z archive", "archive", hintUnpack},
	{"Rar!\x1A\x07", "a RAR archive", "archive", hintUnpack},
	{"\xFD7zXZ\x00", "compressed data (xz)", "archive", hintUnpack},
	{"BZh", "compressed data (bzip2)", "archive", hintUnpack},
	{"\x28\xB5\x2F\xFD", "compressed data (zstd)", "archive", hintUnpack},
	{"MSCF", "a cabinet file (.cab)", "archive", hintUnpack},
	{"\xD4\xC3\xB2\xA1", "a packet capture (.pcap)", "archive", hintPackets},
	{"\x0A\x0D\x0D\x0A", "a packet capture (.pcapng)", "archive", hintPackets},
	{"ElfFile\x00", "a Windows event log (.evtx)", "archive", "Export the events as XML or text, and give that file."},
}

func htmlFound(t []byte) *Nothing {
	l := bytes.ToLower(t[:min(len(t), sampleHTML)])
	for _, mark := range []string{"<!doctype html", "<html", "<head", "<body", "<div", "<form", "<script"} {
		if bytes.Contains(l, []byte(mark)) {
			return &Nothing{
				What: "html", Found: "a web page without a SAML form in it",
				Hint: "The page with the form shows for a moment only. Record the sign-in as a HAR file and open that.",
			}
		}
	}
	return nil
}

func urlFound(t []byte) *Nothing {
	t = bytes.TrimSpace(t)
	if !bytes.HasPrefix(t, []byte("http://")) && !bytes.HasPrefix(t, []byte("https://")) || bytes.ContainsAny(t, " \n") {
		return nil
	}
	return &Nothing{
		What: "url", Found: "a URL without a SAML message in it",
		Hint: "A response is posted, so it does not show in the address bar. Record the sign-in as a HAR file and open that.",
	}
}

var (
	guidPattern   = regexp.MustCompile(`^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
	numberPattern = regexp.MustCompile(`^[0-9]{4,9}$`)
)

// identifierFound knows the lower part of an error page, which names the attempt and not the error.
func identifierFound(t []byte) *Nothing {
	found := "identifiers of an Entra error page without its error code"
	switch t = bytes.TrimSpace(t); {
	case len(t) > maxErrorText:
		return nil
	case guidPattern.Match(t):
		found = "an identifier alone, of a sign-in attempt or of a tenant or app"
	default:
		if request, correlation := identifiers(t); request == "" && correlation == "" {
			return nil
		}
	}
	return &Nothing{
		What: "identifier", Found: found,
		Hint: "Copy the whole error page, with the line that begins with AADSTS. Or find the attempt by its Correlation ID or Request ID: Entra admin center > Monitoring & health > Sign-in logs.",
	}
}

func wordFound(t []byte) *Nothing {
	t = bytes.TrimSpace(t)
	if len(t) > maxWord || bytes.ContainsAny(t, " \t\r\n") {
		return nil
	}
	if numberPattern.Match(t) {
		return &Nothing{
			What: "word", Found: "a number of " + thousands(len(t)) + " digits",
			Hint: "If it is the code of an Entra error page, paste it with AADSTS before it, as AADSTS50105.",
		}
	}
	return &Nothing{
		What: "word", Found: "a single word of " + thousands(utf8.RuneCount(t)) + " characters, too short for a message",
		Hint: "If it is a password: it was not kept, but change it if others can see it. Then copy the SAML message and paste it here.",
	}
}

func tooLarge(found, expected string) *Nothing {
	return &Nothing{What: "too-large", Found: found, Expected: expected, Hint: "Save a shorter capture that holds the sign-in only."}
}

func truncated(chars int) *Nothing {
	return &Nothing{
		What: "truncated", Found: "the Base64 stops in mid-message after " + thousands(chars) + " characters", Expected: "a whole message",
		Hint: "The value was cut off when it was copied. Copy it again to its end, or save a HAR file and open that.",
	}
}

func headless() *Nothing {
	return &Nothing{
		What: "truncated", Found: "the Base64 starts in mid-message: its beginning is missing", Expected: "a whole message",
		Hint: "Copy the value again from its first character, or save a HAR file and open that.",
	}
}

func damaged(found string) *Nothing {
	return &Nothing{What: "damaged", Found: found, Expected: "a whole message", Hint: "Copy the value again from its source, or save a HAR file and open that."}
}

func badEncoding(err error) *Nothing {
	return &Nothing{
		What: "encoding", Found: "a message whose character encoding cannot be read: " + err.Error(),
		Expected: "UTF-8 or UTF-16, US-ASCII, ISO-8859-1 or windows-1252 where the XML declaration says so", Hint: "Save the original bytes of the message and open that file.",
	}
}

func artifact() *Nothing {
	return &Nothing{
		What: "artifact", Found: "a SAML artifact (parameter SAMLart), which is a reference and holds no message", Expected: expected,
		Hint: "The message itself goes from server to server with this binding. Ask for the HTTP-POST binding.",
	}
}

func emptyParameter(name string) *Nothing {
	return &Nothing{What: "empty", Found: "the parameter " + name + " with nothing in it", Expected: expected, Hint: "Copy the value again, to its end, then paste it here."}
}

func masked(name, value string) *Nothing {
	n := &Nothing{
		What: "masked", param: name, Found: "the parameter " + name + " with its value taken out", Expected: "the value as it was sent",
		Hint: "The capture was sanitised. Save it again without removing or masking values.",
	}
	switch {
	case value == "["+name+" redacted]":
		n.Found += " by Cloudflare's HAR sanitizer"
		n.Hint = "Give the HAR file as the browser saved it. Or sanitise it again, and untick SAMLRequest and SAMLResponse in the list of what is removed."
	case value[0] == '{':
		n.Found += " by SAML-tracer"
		n.Hint = "Export again from SAML-tracer, and choose None where it asks how values are masked."
	}
	return n
}

// isMasked says whether a value is what tools put in the place of a secret: SAML-tracer's masks, the
// word of HAR sanitisers, stars.
func isMasked(v string) bool {
	if len(v) == 0 || len(v) > maxMask {
		return false
	}
	b := bytes.ToLower([]byte(v))
	switch {
	case bytes.HasPrefix(b, []byte("{obf:")), bytes.HasPrefix(b, []byte("{hash:")), bytes.HasPrefix(b, []byte("{overwritten}")):
		return true
	case bytes.Contains(b, []byte("redacted")), bytes.Contains(b, []byte("sanitized")), bytes.Contains(b, []byte("sanitised")), bytes.Contains(b, []byte("masked")):
		return true
	}
	return len(bytes.Trim(b, "*xX.…-")) == 0
}
