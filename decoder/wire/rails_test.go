package wire_test

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/wire"
)

// The bytes of a message and the encoding that its declaration names: what agrees is read, what does not is
// refused by name. In a text that was pasted the declaration does not count (XML 1.0, appendix F.2).
func TestEncodings(t *testing.T) {
	declared := func(name string) string { return `<?xml version="1.0" encoding="` + name + `"?><r>b.simon</r>` }
	for _, c := range []struct{ name, bytes, refused string }{ // refused: what the answer names, or "" where it is read
		{"utf-8", declared("UTF-8"), ""},
		{"utf-8, bom", "\uFEFF" + declared("utf-8"), ""},
		{"utf-8, single quotes", `<?xml version='1.0' encoding='UTF-8' standalone='yes'?><r>ä</r>`, ""},
		{"undeclared", "<r>ä</r>", ""},
		{"utf-16le, bom", utf16Bytes(declared("utf-16"), false, true), ""},
		{"utf-16be, bom", utf16Bytes(declared("UTF-16"), true, true), ""},
		{"utf-16le", utf16Bytes(declared("utf-16le"), false, false), ""},
		{"utf-16be, undeclared", utf16Bytes("<r>ä</r>", true, false), ""},
		{"utf-16le, declared as utf-16be", utf16Bytes(declared("utf-16be"), false, true), "utf-16be"},
		{"utf-16le, declared as utf-8", utf16Bytes(declared("utf-8"), false, true), "utf-8"},
		{"ascii", declared("US-ASCII"), ""},
		{"not ascii", strings.Replace(declared("US-ASCII"), "simon", "simön", 1), "US-ASCII"},
		{"iso-8859-1", strings.Replace(declared("ISO-8859-1"), "simon", "sim\xF6n", 1), ""},
		{"windows-1252", strings.Replace(declared("windows-1252"), "simon", "sim\xF6n\x80", 1), ""},
		{"not windows-1252", strings.Replace(declared("windows-1252"), "simon", "sim\x81n", 1), "0x81"},
		{"utf-8, declared as utf-16", declared("utf-16"), "UTF-16"},
		{"bom, declared as latin-1", "\uFEFF" + declared("iso-8859-1"), "byte order mark"},
		{"utf-7", declared("UTF-7"), "utf-7"},
		{"ebcdic, named", declared("ebcdic-cp-us"), "ebcdic-cp-us"},
		{"ebcdic", "\x4C\x6F\xA7\x94\x93\x40", "EBCDIC"},
		{"utf-32", "\xFF\xFE\x00\x00<\x00\x00\x00", "UTF-32"},
		{"gb18030", declared("GB18030"), "gb18030"},
		{"declared behind the sample", `<?xml version="1.0"` + strings.Repeat(" ", 600) + `encoding="utf-7"?><r/>`, "XML declaration without end"},
		{"declared in a second attribute", `<?xml version="1.0"` + "\n\tencoding\n=\n" + `"utf-7"?><r/>`, "utf-7"},
		{"a style sheet names one", `<?xml-stylesheet href="a" encoding="utf-7"?><r/>`, ""},
		{"overlong '<'", "<r>\xC0\xBC</r>", "0xC0"},
		{"overlong in three bytes", "<r>\xE0\x80\xBC</r>", "0xE0"},
		{"surrogate", "<r>\xED\xA0\x80</r>", "0xED"},
		{"above Unicode", "<r>\xF4\x90\x80\x80</r>", "0xF4"},
	} {
		for form, capture := range map[string]string{"file": c.bytes, "base64": b64(c.bytes + strings.Repeat(" ", 12)), "form": "SAMLResponse=" + q(b64(c.bytes+strings.Repeat(" ", 12)))} {
			if form != "file" && strings.HasPrefix(c.name, "utf-16") {
				capture = strings.Replace(capture, b64(c.bytes+strings.Repeat(" ", 12)), b64(c.bytes), 1)
			}
			opened, err := open(t, capture, wire.File)
			var n *wire.Nothing
			if c.refused == "" && (err != nil || len(opened.Payloads) != 1) || c.refused != "" && (!errors.As(err, &n) || n.What != "encoding" || !strings.Contains(n.Found, c.refused)) {
				t.Errorf("%s, %s: expected it refused with %q, found %s", c.name, form, c.refused, told(opened, err))
			}
		}
	}
}

// Base64 is read strictly but for white space; what else had to be dropped or mended is told.
func TestStrictBase64(t *testing.T) {
	const m = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>` // one '=' at its end
	good := b64(m)
	last := strings.TrimRight(good, "=")
	for _, c := range []struct {
		name, capture, oddity string
		read                  bool
		xml                   string // when it is not m
	}{
		{"plain", good, "", true, ""},
		{"white space of XML", "\r\n\t" + wrap(good, 20, " \t", "\r\n"), "", true, ""},
		{"no padding", last, "padding-missing", true, ""},
		{"too much padding", last + "==", "padding-wrong", true, ""},
		{"bits left over", last[:len(last)-1] + string(last[len(last)-1]+1) + "=", "bits-left-over", true, ""},
		{"a character too many", b64(m+" ") + "A", "characters-left-over", true, m + " "},
		{"padding inside", good[:20] + "=" + good[20:], "", false, ""},
		{"a character of no alphabet", good[:20] + "!" + good[20:], "", false, ""},
		{"a dot", good[:20] + "." + good[20:], "", false, ""},
		{"a form feed", good[:20] + "\f" + good[20:], "", false, ""},
		{"an invisible character", good[:20] + "\u200B" + good[20:], "illegal-characters-dropped", true, ""},
	} {
		opened, err := open(t, c.capture, wire.Paste)
		read := err == nil && len(opened.Payloads) == 1 && string(opened.Payloads[0].XML) == cmp.Or(c.xml, m)
		if read != c.read {
			t.Errorf("%s: expected it read: %t, found %s", c.name, c.read, told(opened, err))
			continue
		}
		var odd []string
		if read {
			for _, o := range opened.Payloads[0].Oddities {
				odd = append(odd, o.Code)
			}
		}
		if want := strings.Fields(c.oddity); !slices.Equal(odd, want) {
			t.Errorf("%s: expected the oddities %q, found %q", c.name, want, odd)
		}
	}
}

// A piece of Base64 from the middle of a message, which begins with a tag by chance, is no message.
func TestMiddleOfMessage(t *testing.T) {
	at := strings.Index(message, "<saml:Assertion")
	at -= at % 3
	for n := range 4 {
		capture := "log: [" + b64(message[at:])[n:120] + "]"
		if opened, err := open(t, capture, wire.Paste); err == nil {
			t.Errorf("from %d: expected no message, found %s", n, told(opened, err))
		}
	}
}
