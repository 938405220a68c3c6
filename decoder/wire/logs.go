package wire

import (
	"bytes"
	"html"
	"slices"
)

// This file takes off what log systems, spreadsheets and capture programs put between or around the lines
// of a message.

// openPrefixed takes the prefix of a log system off the lines that have it, when minNumbered lines in a row do.
func openPrefixed(_ *opener, p part) []part {
	if p.sent || bytes.IndexByte(p.data, '\n') < 0 || bytes.HasPrefix(bytes.TrimLeft(p.data, " \t\r\n"), []byte("<")) {
		return nil
	}
	var out []byte
	row, longest := 0, 0
	done := 0
	for line := range bytes.Lines(p.data) {
		n := prefixLength(line)
		if row++; n == 0 {
			row = 0
		}
		longest = max(longest, row)
		if n > 0 && out == nil {
			out = append(make([]byte, 0, len(p.data)), p.data[:done]...)
		}
		if done += len(line); out != nil {
			out = append(out, line[n:]...)
		}
	}
	if longest < minNumbered {
		return nil
	}
	return []part{p.in(out, "log-prefix").odd("log-prefix", "what a log system writes before each line was taken off")}
}

// prefixLength gives the length of what a log system writes before a line: syslog and journald, a timestamp
// as containers and Kubernetes have it, the name of a service as Docker Compose has it, and SimpleSAMLphp's
// own; 0 when there is none.
func prefixLength(line []byte) int {
	head := line[:min(len(line), samplePrefix)]
	switch {
	case shaped(head, "0000-00-00T00:00:00"), shaped(head, "0000-00-00 00:00:00"):
		i := len("0000-00-00T00:00:00")
		for i < len(head) && bytes.IndexByte([]byte("0123456789.,Z+-:"), head[i]) >= 0 {
			i++
		}
		if i == len(head) || head[i] != ' ' {
			return 0
		}
		return i + 1 + tagLength(head[i+1:])
	case shaped(head, "Aaa 00 00:00:00 "), shaped(head, "Aaa  0 00:00:00 "):
		i := len("Aaa 00 00:00:00 ")
		if n := tagLength(head[i:]); n > 0 {
			return i + n
		}
		if n := bytes.Index(head, []byte("] ")); n > 0 && bytes.HasPrefix(head[i:], []byte("simplesamlphp ")) {
			return n + 2
		}
		return 0
	}
	n := bytes.Index(head, []byte(" | "))
	if name := bytes.TrimRight(head[:max(n, 0)], " "); n > 0 && bytes.IndexFunc(name, func(r rune) bool { return r > 0x7F || !isNameByte(byte(r)) }) < 0 {
		return n + 3
	}
	return 0
}

// shaped says whether b begins like shape, in which 0 stands for a digit, A and a for letters.
func shaped(b []byte, shape string) bool {
	if len(b) < len(shape) {
		return false
	}
	for i := range len(shape) {
		c := b[i]
		switch s := shape[i]; s {
		case '0':
			if c < '0' || c > '9' {
				return false
			}
		case 'A', 'a':
			if c|0x20 < 'a' || c|0x20 > 'z' {
				return false
			}
		default:
			if c != s {
				return false
			}
		}
	}
	return true
}

// tagLength gives the length of the host and the program behind a timestamp, as in "sp01 shibd[812]: ".
func tagLength(b []byte) int {
	n := bytes.Index(b, []byte(": "))
	if n < 1 || bytes.Count(b[:n], []byte(" ")) > 1 || bytes.ContainsAny(b[:n], "<>=\"'") {
		return 0
	}
	return n + 2
}

// openSpreadsheet puts back the line ends that Excel writes as _x000D_ (ISO/IEC 29500-1, 22.4.2.4).
func openSpreadsheet(_ *opener, p part) []part {
	sign := []byte("_x000D_")
	n := bytes.Count(p.data, sign)
	if n == 0 || p.sent {
		return nil
	}
	return []part{p.in(bytes.ReplaceAll(p.data, sign, []byte("\r"))).odd("excel-line-ends", thousands(n)+" line ends were written as _x000D_, as Excel does, and were put back")}
}

// openConversation parts the body of a request from the response behind it, which programs that record a
// connection print on the same line.
func openConversation(_ *opener, p part) []part {
	t := p.data
	begin := []byte("HTTP/1.")
	if p.sent || !bytes.Contains(t, begin) {
		return nil
	}
	var out []byte
	from := 0
	for i := 0; i < len(t); {
		line, _, _ := bytes.Cut(t[i:], []byte("\n"))
		n := -1
		if isParamStart(line) {
			n = bytes.Index(line, begin)
		}
		if n > 0 && shaped(line[n+len(begin):], "0 000") && nextParam(line[:n], 0) >= 0 {
			out = append(append(out, t[from:i+n]...), '\n')
			from = i + n
		}
		i += len(line) + 1
	}
	if from == 0 {
		return nil
	}
	return []part{p.in(append(out, t[from:]...)).odd("response-behind", "the response stood behind the request on the same line, and was parted from it")}
}

// envelopes are the root elements of XML documents that hold a message as text, and their layers: an event
// as the Windows Event Viewer shows it, the items that Burp saves.
var envelopes = map[string]string{"Event": "event-log", "Events": "event-log", "items": "burp"}

var envelopeOf = map[string]string{"event-log": "the Windows Event Viewer", "burp": "Burp"}

// openEnvelope opens the texts of an XML document that is no message but holds one.
func openEnvelope(o *opener, p part) []part {
	t := bytes.TrimLeft(p.data, " \t\r\n")
	if p.sent || !looksXML(t) {
		return nil
	}
	root, _ := rootName(t)
	layer := envelopes[root]
	if layer == "" {
		return nil
	}
	p = p.in(nil, layer).odd(layer, "the message stood as text in the XML that "+envelopeOf[layer]+" writes")
	var parts []part
	add := func(text []byte) {
		if text = bytes.TrimSpace(text); len(text) >= minRun {
			parts = append(parts, p.in(slices.Clone(text)))
		}
	}
	for len(t) > 0 && !o.enough(len(parts)) {
		i := bytes.IndexByte(t, '<')
		if i < 0 {
			break
		}
		add([]byte(html.UnescapeString(string(t[:i]))))
		t = t[i:]
		var n int
		switch {
		case bytes.HasPrefix(t, []byte("<![CDATA[")):
			n = skipTo(t, "]]>")
			add(bytes.TrimSuffix(t[len("<![CDATA["):n], []byte("]]>")))
		case bytes.HasPrefix(t, []byte("<!--")):
			n = skipTo(t, "-->")
		case bytes.HasPrefix(t, []byte("<!")):
			n = skipDoctype(t)
		default:
			if n = skipTag(t); n < 0 {
				n = len(t)
			}
		}
		t = t[n:]
	}
	return parts
}
