package metadata

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"regexp"
	"strings"
)

// recognisers are what people send in place of metadata. The first that knows the file names it. b is
// the text without a byte order mark, or the bytes where no text could be made of them.
var recognisers = []func(b []byte) *Wrong{
	emptyFile, privateKey, browserView, armoured, magic, mail, htmlPage, jsonFile, parameters, address, escaped, der, encoded,
}

// instead says what b is, which could not be read as XML; nil when nothing is known of it.
func instead(b []byte) *Wrong {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	for _, known := range recognisers {
		if w := known(b); w != nil {
			return w
		}
	}
	return nil
}

func emptyFile(b []byte) *Wrong {
	if len(bytes.TrimLeft(b, " \t\r\n\x00")) > 0 {
		return nil
	}
	return &Wrong{Kind: Empty, What: "nothing: the file is empty"}
}

const keptSecret = ", which must not leave its owner"

func privateKey(b []byte) *Wrong {
	if !bytes.Contains(b, []byte("PRIVATE KEY-----")) && !bytes.HasPrefix(b, []byte("PuTTY-User-Key-File")) {
		return nil
	}
	return &Wrong{Kind: PrivateKey, What: "a private key" + keptSecret}
}

// viewSentences are what browsers say above their view of XML, in small letters.
var viewSentences = []string{
	"this xml file does not appear to have any style information associated with it",
	"mit dieser xml-datei sind anscheinend keine style-informationen verknüpft",
	"aucune information de style ne semble associée à ce fichier xml",
	"este fichero xml no parece tener ninguna información de estilo asociada",
	"the document tree is shown below",
}

// marked is an element behind the mark by which a browser collapses it, at the beginning of a line.
var marked = regexp.MustCompile(`(?m)^[ \t]*[` + collapseMarks + `][ \t\r\n]*<(?:[\w.-]+:)?Entit(?:y|ies)Descriptor[ \t\r\n>]`)

func browserView(b []byte) *Wrong {
	text := head(b)
	small := bytes.ToLower(text)
	view := marked.Match(text)
	for _, sentence := range viewSentences {
		view = view || bytes.Contains(small, []byte(sentence))
	}
	if !view {
		return nil
	}
	return foundView()
}

func foundView() *Wrong {
	return &Wrong{Kind: BrowserView, What: "the text of a browser's XML view, not the file itself"}
}

// formats are files by their first bytes.
var formats = []struct {
	begin string
	kind  Kind
	what  string
}{
	{"%PDF", PDF, "a PDF file"},
	{`{\rtf`, Office, "a document of a word processor (RTF)"},
	{"\x1F\x8B", ZIP, "compressed data (gzip)"},
	{"7z\xBC\xAF\x27\x1C", ZIP, "a 7z archive"},
	{"Rar!\x1A\x07", ZIP, "a RAR archive"},
	{"MSCF", ZIP, "a cabinet file (.cab)"},
	{"\xFE\xED\xFE\xED", PFX, "a Java key store, which may hold a private key and must not leave its owner"},
	{"\x89PNG", Binary, "a picture (PNG)"},
	{"\xFF\xD8\xFF", Binary, "a picture (JPEG)"},
}

// magic knows a file by its first bytes.
func magic(b []byte) *Wrong {
	for _, f := range formats {
		if bytes.HasPrefix(b, []byte(f.begin)) {
			return &Wrong{Kind: f.kind, What: f.what}
		}
	}
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		for _, part := range []struct{ sign, what string }{{"word/", "a document of Word (.docx)"}, {"xl/", "a workbook of Excel (.xlsx)"}, {"content.xml", "an OpenDocument file"}} {
			if bytes.Contains(b, []byte(part.sign)) && (bytes.Contains(b, []byte("[Content_Types].xml")) || bytes.Contains(head(b), []byte("mimetypeapplication/vnd."))) {
				return &Wrong{Kind: Office, What: part.what}
			}
		}
		return &Wrong{Kind: ZIP, What: "a ZIP archive"}
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")): // [MS-CFB]
		if bytes.Contains(b, utf16le("__substg1.0_")) || bytes.Contains(b, utf16le("__properties_version1.0")) {
			return &Wrong{Kind: Mail, What: "a mail of Outlook (.msg)"}
		}
		return &Wrong{Kind: Office, What: "an old Office file"}
	}
	return nil
}

func utf16le(s string) []byte {
	wide := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		wide = append(wide, s[i], 0)
	}
	return wide
}

var (
	field    = regexp.MustCompile(`(?im)^(?:from|to|subject|date|mime-version|received|message-id|return-path|content-type|x-unsent):[ \t]`)
	attached = regexp.MustCompile(`(?i)name="?([^"\r\n;]{1,100}\.xml)`)
)

// mail knows a mail by the fields above it, and a web page that was saved as one.
func mail(b []byte) *Wrong {
	top, _, _ := bytes.Cut(bytes.ReplaceAll(head(b), []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	if fields := field.FindAllIndex(top, 3); len(fields) < 3 || bytes.HasPrefix(bytes.TrimSpace(b), []byte("<")) {
		return nil
	}
	if bytes.Contains(top, []byte("Snapshot-Content-Location:")) {
		return &Wrong{Kind: HTML, What: "a web page saved as an archive (.mhtml)"}
	}
	w := &Wrong{Kind: Mail, What: "a mail"}
	if m := attached.FindSubmatch(b); m != nil {
		w.What += " with " + clip(string(m[1])) + " attached"
	}
	return w
}

var (
	title      = regexp.MustCompile(`(?is)<title[^>]{0,200}>(.{0,300}?)</title`)
	entraError = regexp.MustCompile(`AADSTS[0-9]{4,10}`)
)

// signInPage is what only Microsoft's sign-in page says.
var signInPage = []string{"aadcdn.ms", "ConvergedSignIn", "login.microsoftonline.com/common/", "login.live.com", "Sign in to your account"}

func htmlPage(b []byte) *Wrong {
	const most = 256 << 10 // the sign-in page carries scripts
	b = b[:min(len(b), most)]
	small := bytes.ToLower(head(b))
	if !bytes.Contains(small, []byte("<!doctype html")) && !bytes.Contains(small, []byte("<html")) && !bytes.Contains(small, []byte("<body")) {
		return nil
	}
	w := &Wrong{Kind: HTML, What: "an HTML page"}
	name := ""
	if m := title.FindSubmatch(b); m != nil {
		name = clip(strings.Join(strings.Fields(html.UnescapeString(string(m[1]))), " "))
	}
	for _, sign := range signInPage {
		if bytes.Contains(b, []byte(sign)) {
			w.Kind, w.What = SignInPage, "an HTML page, Microsoft's sign-in page"
			if code := entraError.Find(b); code != nil {
				w.What += " with the error " + string(code)
			}
			return w
		}
	}
	if name != "" {
		w.What += " (" + name + ")"
	}
	return w
}

// parameters knows a SAML message by the parameter that carries it (Bindings 3.4.4 and 3.5.4).
func parameters(b []byte) *Wrong {
	small := bytes.ToLower(head(b))
	switch {
	case bytes.Contains(small, []byte("samlresponse=")):
		return &Wrong{Kind: Message, What: "a SAML response"}
	case bytes.Contains(small, []byte("samlrequest=")):
		return &Wrong{Kind: Message, What: "a SAML request"}
	}
	return nil
}

func address(b []byte) *Wrong {
	text := bytes.ToLower(bytes.TrimSpace(head(b)))
	text = bytes.TrimLeft(text, `"'<`)
	link := bytes.HasPrefix(text, []byte("[internetshortcut]"))
	if !link && !bytes.HasPrefix(text, []byte("https://")) && !bytes.HasPrefix(text, []byte("http://")) {
		return nil
	}
	w := &Wrong{Kind: Address, What: "a web address, not the file that it leads to"}
	if bytes.Contains(text, []byte("federationmetadata")) {
		w.What = "the web address of federation metadata, not the file that it leads to"
		if bytes.Contains(text, []byte("appid=")) {
			w.What = "the App Federation Metadata Url, not the file that it leads to"
		}
	}
	return w
}

// jsonFile tells JSON apart by the names that stand in its object.
func jsonFile(b []byte) *Wrong {
	text := bytes.TrimSpace(b)
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return nil
	}
	w := &Wrong{Kind: JSON, What: "JSON"}
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil {
		if text[0] == '[' && !json.Valid(text) {
			return nil
		}
		return w
	}
	has := func(names ...string) bool {
		for _, n := range names {
			if _, ok := members[n]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has("issuer", "authorization_endpoint"), has("issuer", "jwks_uri"):
		w.Kind, w.What = OpenID, "an OpenID configuration (JSON), which belongs to OpenID Connect and not to SAML"
	case has("keys"):
		w.Kind, w.What = JWKS, "a set of keys of OpenID Connect (JSON Web Key Set)"
	case has("log"):
		w.Kind, w.What = HAR, "a HAR file, a recording of a sign-in"
	case bytes.Contains(members["@odata.context"], []byte("graph.microsoft")), has("servicePrincipalType"), has("preferredSingleSignOnMode"), has("appId", "keyCredentials"), has("appId", "identifierUris"), has("appId", "servicePrincipalNames"):
		w.Kind, w.What = Graph, "an application as Microsoft Graph returns it (JSON)"
	}
	return w
}

// escaped knows XML whose markup was written for a page, or for a text in quotation marks.
func escaped(b []byte) *Wrong {
	text := bytes.TrimSpace(head(b))
	if bytes.HasPrefix(text, []byte("&lt;")) && bytes.Contains(text, []byte("Descriptor")) {
		return &Wrong{Kind: Escaped, What: "federation metadata whose tags are written as &lt; and &gt;"}
	}
	return nil
}

// encoded looks into a text that is nothing but Base64.
func encoded(b []byte) *Wrong {
	const most = 8 << 20 // of a larger one the beginning tells
	squeezed := make([]byte, 0, min(len(b), most))
	for _, c := range b {
		switch {
		case strings.IndexByte(space, c) >= 0:
			continue
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '+', c == '/', c == '=':
		default:
			return nil
		}
		if squeezed = append(squeezed, c); len(squeezed) == most {
			break
		}
	}
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(string(squeezed), "="))
	if err != nil || len(decoded) < 16 {
		return nil
	}
	text := bytes.TrimPrefix(decoded, []byte("\ufeff"))
	switch start := bytes.TrimSpace(head(text)); {
	case beginning.Match(head(text)):
		return &Wrong{Kind: Encoded, What: "Base64 text of federation metadata"}
	case bytes.HasPrefix(start, []byte("<")):
		return &Wrong{Kind: Message, What: "Base64 text, perhaps of a SAML message"}
	}
	if w := der(decoded); w != nil {
		return w
	}
	return magic(decoded)
}
