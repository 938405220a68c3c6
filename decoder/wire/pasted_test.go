package wire_test

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"claimcheck/decoder/wire"
)

// concat cuts s into pieces, each between begin and end, with join between them.
func concat(s string, width int, begin, end, join string) string {
	var lines []string
	for _, l := range strings.Split(strings.TrimSuffix(wrap(s, width, "", "\n"), "\n"), "\n") {
		lines = append(lines, begin+l+end)
	}
	return strings.Join(lines, join)
}

// xxd writes s as xxd does.
func xxd(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i += 16 {
		line := s[i:min(i+16, len(s))]
		fmt.Fprintf(&b, "%08x:", i)
		for j := 0; j < 16; j++ {
			if j%2 == 0 {
				b.WriteByte(' ')
			}
			if j < len(line) {
				fmt.Fprintf(&b, "%02x", line[j])
			} else {
				b.WriteString("  ")
			}
		}
		b.WriteString("  ")
		for _, c := range []byte(line) {
			if c < ' ' || c > '~' {
				c = '.'
			}
			b.WriteByte(c)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Forms that people paste, beyond those of single: each gives the message byte for byte, and what was changed to
// make it readable is told.
func TestPasted(t *testing.T) {
	B := b64(message)
	form := "SAMLResponse=" + q(B) + "&RelayState=r"
	unix := strings.ReplaceAll(message, "\r", "")
	raw := "POST /acs HTTP/1.1\r\nHost: sp.example.com\r\nOrigin: https://idp.example.com\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1234\r\n\r\n" + form
	prefix := func(s, p string) string {
		return p + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n"+p) + "\n"
	}
	stamped := func(s string, f func(i int) string) string {
		var b strings.Builder
		for i, l := range strings.Split(strings.TrimSuffix(s, "\n"), "\n") {
			b.WriteString(f(i) + l + "\n")
		}
		return b.String()
	}
	syslog := func(i int) string { return fmt.Sprintf("Jan  2 03:04:%02d idp01 simplesamlphp[%d]: ", 5+i/20, 4242) }
	for _, c := range []struct{ name, layers, oddities, param, relay, want, capture string }{
		{name: "c#", layers: "string-literal base64", oddities: "string-literal", capture: "var saml = " + concat(B, 70, `"`, `"`, " +\n    ") + ";"},
		{name: "java", layers: "string-literal base64", oddities: "string-literal", capture: "String s = " + concat(B, 70, `"`, `"`, "\n    + ") + ";"},
		{name: "java, no statement", layers: "string-literal base64", oddities: "string-literal", capture: concat(B, 70, `"`, `"`, "\n    + ")},
		{name: "python", layers: "string-literal base64", oddities: "string-literal", capture: "saml = (" + concat(B, 70, `"`, `"`, "\n    ") + ")"},
		{name: "python backslash", layers: "string-literal base64", oddities: "string-literal", capture: "saml = " + concat(B, 70, `'`, `'`, " \\\n    ")},
		{name: "python triple", layers: "base64", capture: "saml = \"\"\"" + wrap(B, 70, "", "\n") + "\"\"\""},
		{name: "js backtick", layers: "base64", capture: "const s = `" + wrap(B, 70, "", "\n") + "`;"},
		{name: "js plus", layers: "string-literal base64", oddities: "string-literal", capture: "const s = " + concat(B, 70, `'`, `'`, " +\n  ") + ";"},
		{name: "js line continuation", layers: "string-literal base64", oddities: "string-literal", capture: "const s = '" + strings.TrimSuffix(wrap(B, 70, "", "\\\n"), "\\\n") + "';"},
		{name: "java, line ends inside", layers: "string-literal json-string base64", oddities: "string-literal", capture: "String s = " + concat(B, 76, `"`, `\n"`, " +\n  ") + ";"},
		{name: "blanks for plus in lines of a text", layers: "base64", oddities: "space-for-plus", capture: "Hello,\n\n" + strings.ReplaceAll(wrap(B, 76, "", "\n"), "+", " ") + "\nBye\n"},
		{name: "php dots", layers: "string-literal base64", oddities: "string-literal", capture: "$s = " + concat(B, 70, `'`, `'`, "\n  . ") + ";"},
		{name: "vb", layers: "string-literal base64", oddities: "string-literal", capture: "s = " + concat(B, 70, `"`, `"`, " & _\n  ")},
		{name: "java xml literal", layers: "string-literal json-string", oddities: "string-literal text-around", want: unix, capture: "String s = " + strings.ReplaceAll(jsonString(unix), `\n`, "\\n\" +\n    \"") + ";"},
		{name: "c# verbatim xml", layers: "doubled-quotes", oddities: "doubled-quotes text-around", capture: "var s = @\"" + strings.ReplaceAll(message, `"`, `""`) + "\";"},
		{name: "excel", layers: "base64", oddities: "excel-line-ends", capture: wrap(B, 70, "", "_x000D_\n")},
		{name: "excel xml", layers: "", oddities: "excel-line-ends", want: strings.ReplaceAll(unix, "\n", "\r\n"), capture: strings.ReplaceAll(unix, "\n", "_x000D_\n")},
		{name: "blanks for plus in lines", layers: "base64", oddities: "space-for-plus", capture: strings.ReplaceAll(wrap(B, 76, "", "\n"), "+", " ")},
		{name: "xxd xml", layers: "hex", oddities: "hex", capture: xxd(message)},
		{name: "xxd base64", layers: "hex base64", oddities: "hex", capture: xxd(B)},
		{name: "plain hex", layers: "hex", oddities: "hex", capture: hex.EncodeToString([]byte(message))},
		{name: "plain hex upper base64", layers: "hex base64", oddities: "hex", capture: strings.ToUpper(hex.EncodeToString([]byte(B)))},
		{name: "hex 0x", layers: "hex", oddities: "hex", capture: "0x" + hex.EncodeToString([]byte(message))},
		{name: "hex dump -C", layers: "hex", oddities: "hex", capture: hex.Dump([]byte(message))},
		{name: "hex spaced", layers: "hex", oddities: "hex", capture: wrap(hex.EncodeToString([]byte(message)), 2, "", " ")},
		{name: "hex lines", layers: "hex", oddities: "hex", capture: wrap(hex.EncodeToString([]byte(message)), 60, "", "\n")},
		{name: "chat quote base64", layers: "mail base64", oddities: "quote-marks", capture: prefix(wrap(B, 70, "", "\n"), "> ")},
		{name: "chat quote xml", layers: "mail", oddities: "quote-marks", want: unix + "\n", capture: prefix(unix, "> ")},
		{name: "chat quote one", layers: "mail base64", oddities: "quote-marks", capture: "> " + B},
		{name: "chat quote form", layers: "form percent base64", param: "SAMLResponse", relay: "r", capture: "B.Simon wrote:\n> " + form + "\nok"},
		{name: "fence", layers: "base64", capture: "```\n" + B + "\n```"},
		{name: "fence xml", layers: "", oddities: "text-around", capture: "Here:\n```xml\n" + message + "\n```\nthanks"},
		{name: "fence lines", layers: "base64", capture: "Here:\n```text\n" + wrap(B, 70, "", "\n") + "```\nthanks"},
		{name: "fence inline", layers: "base64", capture: "the value is `" + B + "` ok"},
		{name: "quote fence", layers: "mail base64", oddities: "quote-marks", capture: "> ```\n" + prefix(wrap(B, 70, "", "\n"), "> ") + "> ```\n"},
		{name: "smart nbsp base64", layers: "base64", oddities: "illegal-characters-dropped", capture: wrap(B, 50, "", "\u00A0")},
		{name: "smart nbsp xml", layers: "", oddities: "typographic-spaces", want: strings.NewReplacer(" ID=", " ID=", " Dest", " Dest", " xmlns", " xmlns", " ", "\u00A0").Replace(message), capture: strings.ReplaceAll(message, " ", "\u00A0")},
		{name: "smart zwsp xml, outside tags", layers: "", want: strings.ReplaceAll(message, "><", ">\u200B<"), capture: strings.ReplaceAll(message, "><", ">\u200B<")},
		{name: "smart zwsp xml inside tags", layers: "", oddities: "typographic-spaces", capture: strings.ReplaceAll(message, "<saml", "<\u200Bsaml")},
		{name: "smart nbsp in tags", layers: "", oddities: "typographic-spaces", capture: strings.ReplaceAll(message, " ID=", "\u00A0ID=")},
		{name: "zwsp form", layers: "form percent base64", oddities: "illegal-characters-dropped", param: "SAMLResponse", relay: "r\u200b", capture: strings.ReplaceAll(wrap(form, 60, "", "\u200B"), "=\u200B", "=")},
		{name: "zwsp leading form", layers: "percent base64", param: "SAMLResponse", capture: "\u200BSAMLResponse=" + q(B)},
		{name: "nbsp form label", layers: "base64", capture: "SAMLResponse\u00A0:\u00A0" + B},
		{name: "nbsp url", layers: "url percent base64 deflate", oddities: "illegal-characters-dropped", want: request, param: "SAMLRequest", capture: "\u00A0https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(request))) + "\u200B"},
		{name: "json lines", layers: "base64", capture: "{\"t\":1,\"msg\":\"start\"}\n{\"t\":2,\"msg\":\"got " + B + "\"}\n{\"t\":3}\n"},
		{name: "json lines after text", layers: "base64", param: "SAMLResponse", capture: "starting up\n{\"t\":2,\"msg\":\"got SAMLResponse " + B + "\"}\n"},
		{name: "json lines xml", layers: "json", oddities: "text-around", capture: "{\"t\":1,\"msg\":\"start\"}\n{\"t\":2,\"msg\":" + jsonString("received "+message) + "}\n"},
		{name: "docker json lines nested", layers: "json json", capture: "{\"log\":" + jsonString("{\"msg\":"+jsonString(message)+"}") + ",\"stream\":\"stdout\"}\n"},
		{name: "syslog xml", layers: "log-prefix", oddities: "log-prefix", want: unix + "\n", capture: stamped(unix, syslog)},
		{name: "syslog base64", layers: "log-prefix base64", oddities: "log-prefix", capture: stamped(wrap(B, 70, "", "\n"), syslog)},
		{name: "journald", layers: "log-prefix base64", oddities: "log-prefix", capture: stamped(wrap(B, 70, "", "\n"), func(int) string { return "Jan 02 03:04:05 sp01 shibd[812]: " })},
		{name: "iso prefix", layers: "log-prefix", oddities: "log-prefix", want: unix + "\n", capture: stamped(unix, func(i int) string { return fmt.Sprintf("2026-01-02T03:04:%02d.678Z sp01 app: ", i) })},
		{name: "kubectl", layers: "log-prefix base64", oddities: "log-prefix", capture: stamped(wrap(B, 70, "", "\n"), func(i int) string { return fmt.Sprintf("2026-01-02T03:04:05.%09dZ ", i*1000) })},
		{name: "docker compose", layers: "log-prefix base64", oddities: "log-prefix", capture: stamped(wrap(B, 70, "", "\n"), func(i int) string { return "web-1  | " })},
		{name: "docker compose xml", layers: "log-prefix", oddities: "log-prefix", want: unix + "\n", capture: stamped(unix, func(i int) string { return "web-1  | " })},
		{name: "event viewer xml", layers: "event-log", oddities: "event-log", capture: `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="AD FS"/><EventID>364</EventID></System><EventData><Data>` + strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(message) + `</Data></EventData></Event>`},
		{name: "event viewer base64", layers: "event-log base64", oddities: "event-log", capture: `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="AD FS"/><EventID>364</EventID></System><EventData><Data>` + B + `</Data></EventData></Event>`},
		{name: "event viewer indented", layers: "form percent base64", param: "SAMLResponse", capture: "- <Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">\n- <System>\n <Provider Name=\"AD FS\" /> \n <EventID>364</EventID> \n </System>\n- <EventData>\n <Data>SAMLResponse=" + q(B) + "</Data> \n </EventData>\n </Event>"},
		{name: "simplesamlphp", layers: "log-prefix", oddities: "log-prefix text-around", want: unix, capture: "Jan  2 03:04:05 simplesamlphp DEBUG [a1b2c3] Received message:\nJan  2 03:04:05 simplesamlphp DEBUG [a1b2c3] " + strings.ReplaceAll(unix, "\n", "\nJan  2 03:04:05 simplesamlphp DEBUG [a1b2c3] ")},
		{name: "shibd", layers: "", oddities: "text-around", capture: "2026-01-02 03:04:05 DEBUG OpenSAML.MessageDecoder.SAML2POST [12] [default]: decoded SAML message:\n" + message + "\n2026-01-02 03:04:05 DEBUG OpenSAML [12]: next"},
		{name: "spring", layers: "", oddities: "text-around", capture: "2026-01-02T03:04:05.678Z DEBUG 1 --- [nio-8080-exec-1] o.s.s.s.Saml2 : Decoded SAMLResponse: " + message},
		{name: "postman", layers: "json base64", param: "SAMLResponse", capture: `{"info":{"name":"x"},"item":[{"name":"acs","request":{"method":"POST","header":[],"body":{"mode":"urlencoded","urlencoded":[{"key":"SAMLResponse","value":"` + B + `","type":"text"},{"key":"RelayState","value":"r","type":"text"}]},"url":{"raw":"https://sp.example.com/acs"}}}]}`},
		{name: "bruno", layers: "base64", param: "SAMLResponse", relay: "r", capture: "meta {\n  name: acs\n  type: http\n}\n\npost {\n  url: https://sp.example.com/acs\n  body: formUrlEncoded\n}\n\nbody:form-urlencoded {\n  SAMLResponse: " + B + "\n  RelayState: r\n}\n"},
		{name: "powershell", layers: "powershell form percent base64", param: "SAMLResponse", relay: "r", capture: "Invoke-WebRequest -UseBasicParsing -Uri \"https://sp.example.com/acs\" `\n-Method \"POST\" `\n-Body \"" + form + "\""},
		{name: "fetch node", layers: "form percent base64", param: "SAMLResponse", relay: "r", capture: "fetch(\"https://sp.example.com/acs\", {\n  \"headers\": {\n    \"content-type\": \"application/x-www-form-urlencoded\"\n  },\n  \"body\": \"" + form + "\",\n  \"method\": \"POST\"\n});"},
		{name: "curl cmd", layers: "curl form percent base64", param: "SAMLResponse", relay: "r", capture: "curl ^\"https://sp.example.com/acs^\" ^\r\n  --data-raw ^\"" + strings.ReplaceAll(strings.ReplaceAll(form, "%", "^%^"), "&", "^&") + "^\""},
		{name: "curl bash", layers: "curl form percent base64", param: "SAMLResponse", relay: "r", capture: "curl 'https://sp.example.com/acs' --data-raw '" + form + "'"},
		{name: "burp item", layers: "burp base64 form percent base64", oddities: "burp", param: "SAMLResponse", relay: "r", capture: "<?xml version=\"1.0\"?>\n<!DOCTYPE items [\n<!ELEMENT items (item*)>\n<!ATTLIST items burpVersion CDATA \"\">\n]>\n<items burpVersion=\"2024.1\" exportTime=\"Fri Jan 02 03:04:05 UTC 2026\">\n  <item>\n    <time>Fri Jan 02 03:04:05 UTC 2026</time>\n    <url><![CDATA[https://sp.example.com/acs]]></url>\n    <method><![CDATA[POST]]></method>\n    <request base64=\"true\"><![CDATA[" + b64(raw) + "]]></request>\n    <status>302</status>\n    <response base64=\"true\"><![CDATA[" + b64("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n") + "]]></response>\n  </item>\n</items>\n"},
		{name: "burp item plain", layers: "burp form percent base64", oddities: "burp", param: "SAMLResponse", relay: "r", capture: "<?xml version=\"1.0\"?>\n<items burpVersion=\"2024.1\">\n  <item>\n    <request base64=\"false\"><![CDATA[" + raw + "]]></request>\n  </item>\n</items>\n"},
		{name: "fiddler raw", layers: "form percent base64", param: "SAMLResponse", relay: "r", capture: raw + "\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /home\r\n\r\n------------------------------------------------------------------\r\n"},
		{name: "charles", layers: "form percent base64", param: "SAMLResponse", relay: "r", capture: "POST /acs HTTP/1.1\nHost: sp.example.com\n\n" + form + "\n\nHTTP/1.1 302\n"},
		{name: "charles form view", layers: "base64", param: "SAMLResponse", relay: "r", capture: "SAMLResponse\t" + B + "\nRelayState\tr\n"},
		{name: "mitmproxy", layers: "base64", param: "SAMLResponse", relay: "r", capture: "127.0.0.1:50000: POST https://sp.example.com/acs HTTP/2.0\n    content-type: application/x-www-form-urlencoded\n\n    SAMLResponse: " + B + "\n    RelayState:   r\n\n << HTTP/2.0 302 Found 0b\n"},
		{name: "mitmproxy2", layers: "base64", param: "SAMLResponse", relay: "r", capture: "POST https://sp.example.com/acs\n\nURLEncoded form\nSAMLResponse: '" + B + "'\nRelayState:   r\n"},
		{name: "wireshark follow", layers: "form percent base64", oddities: "response-behind", param: "SAMLResponse", relay: "r", capture: raw + "HTTP/1.1 302 Found\r\nLocation: /home\r\n\r\n"},
		{name: "wireshark frame", layers: "base64", param: "SAMLResponse", relay: "r", capture: "HTML Form URL Encoded: application/x-www-form-urlencoded\n    Form item: \"SAMLResponse\" = \"" + B + "\"\n        Key: SAMLResponse\n        Value: " + B + "\n    Form item: \"RelayState\" = \"r\"\n"},
		{name: "wireshark hex follow", layers: "hex form percent base64", oddities: "hex", param: "SAMLResponse", relay: "r", capture: hex.Dump([]byte(raw))},
		{name: "csv cell", layers: "form percent base64", param: "SAMLResponse", capture: "time,\"SAMLResponse=" + q(B) + "\",x\n"},
		{name: "yaml block", layers: "base64", capture: "saml: |\n  " + strings.ReplaceAll(wrap(B, 70, "", "\n"), "\n", "\n  ")},
		{name: "yaml folded", layers: "base64", capture: "saml: >-\n  " + strings.ReplaceAll(wrap(B, 70, "", "\n"), "\n", "\n  ")},
	} {
		t.Run(c.name, func(t *testing.T) {
			opened, err := open(t, c.capture, wire.Paste)
			if err != nil || len(opened.Payloads) != 1 {
				t.Fatalf("expected one message, found %d, %v", len(opened.Payloads), err)
			}
			p := opened.Payloads[0]
			if got := string(p.XML); got != cmp.Or(c.want, message) {
				t.Errorf("expected the message byte for byte, found\n%q", p.XML)
			}
			var odd []string
			for _, o := range p.Oddities {
				odd = append(odd, o.Code)
			}
			if got := strings.Join(p.Layers, " "); got != c.layers || strings.Join(odd, " ") != c.oddities {
				t.Errorf("expected the layers %q and the oddities %q, found %q and %q", c.layers, c.oddities, got, odd)
			}
			if p.Param != c.param || p.RelayState != c.relay {
				t.Errorf("found param %q, relay %q", p.Param, p.RelayState)
			}
		})
	}
}
