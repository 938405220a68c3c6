package wire

import (
	"bytes"
	"slices"
	"strings"
)

// parameters that carry a message: Bindings 3.4.4, 3.5.4 and 3.6.4; WS-Federation 1.2, 13.2.2.
var messageParams = []string{"SAMLResponse", "SAMLRequest", "wresult", "SAMLart"}

// paramName gives the name of a parameter that carries a message or goes with it as the standard spells
// it: logs change its case.
func paramName(name string) string {
	for _, known := range messageParams {
		if strings.EqualFold(name, known) {
			return known
		}
	}
	if strings.EqualFold(name, "RelayState") {
		return "RelayState"
	}
	return name
}

// pair is one parameter of a query or form body. raw is the value as received.
type pair struct{ name, raw string }

// openQuery opens the parameters of every URL and form body in a text.
func openQuery(o *opener, p part) []part {
	t := p.data
	if whole := bytes.TrimSpace(t); isParamStart(whole) && bytes.IndexByte(whole, '\n') < 0 && nextParam(whole, 0) >= 0 {
		return o.query(p, string(whole)) // one body, with blanks in it where a '+' was
	}
	if i := bytes.Index(t, []byte("\nRelayState=")); i >= 0 && !p.hasRelay {
		line, _, _ := bytes.Cut(t[i+len("\nRelayState="):], []byte("\n"))
		p.relay, p.hasRelay = unescape(string(bytes.TrimSpace(line)), true), true
	}
	at := nextParam(t, 0)
	if at < 0 {
		return nil
	}
	var parts []part
	rest := make([]byte, 0, len(t))
	from := 0
	for ; at >= 0 && !o.enough(len(parts)); at = nextParam(t, from) {
		begin, end := at, at
		for begin > from && isURLByte(t[begin-1]) {
			begin--
		}
		for end < len(t) && isURLByte(t[end]) {
			end++
		}
		end = wrappedEnd(t, begin, end, isURLByte)
		parts = append(parts, o.query(p, withoutBreaks(t[begin:end]))...)
		rest = append(append(rest, t[from:begin]...), '\n')
		from = end
	}
	if len(parts) == 0 {
		return nil
	}
	return append(parts, remaining(p, append(rest, t[from:]...))...)
}

// nextParam gives the offset of the next parameter that may carry a message, or -1.
func nextParam(t []byte, from int) int {
	for i := from; ; i++ {
		j := bytes.IndexByte(t[i:], '=')
		if j < 0 {
			return -1
		}
		i += j
		if i == from || t[i-1]|0x20 != 'e' && t[i-1]|0x20 != 't' {
			continue // none of the names ends so
		}
		for _, name := range messageParams {
			at := i - len(name)
			if at < from || !strings.EqualFold(string(t[at:i]), name) {
				continue
			}
			if at == 0 || !isNameByte(t[at-1]) {
				return at
			}
		}
	}
}

// isParamStart says whether t begins with a parameter: a name, '=' and a value, which tells it from the
// padding of Base64.
func isParamStart(t []byte) bool {
	n := len(nameAt(t))
	return n > 0 && n+1 < len(t) && t[n] == '=' && t[n+1] != '=' || bytes.HasPrefix(t, []byte("RelayState="))
}

func isURLByte(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '"', '\'', '<', '>', '`', '\\', '{', '}', '|', '^':
		return false
	}
	return c >= ' ' && c != 0x7F
}

// wrappedEnd gives the end of a value that begins at begin and fills its line up to end, when it goes
// on in the next lines. Wrapped lines are as wide as the one before, but for the last.
func wrappedEnd(t []byte, begin, end int, class func(byte) bool) int {
	lineBegin := begin
	for lineBegin > 0 && t[lineBegin-1] != '\n' && begin-lineBegin < sampleMargin {
		lineBegin--
	}
	first := end
	alone := end - begin // the width when the first line was not wrapped with what stands before the value
	for width := end - lineBegin; width >= minWrapped && t[end-1] != '='; {
		i := end
		for i < len(t) && (t[i] == ' ' || t[i] == '\t' || t[i] == '\r') {
			i++
		}
		if i >= len(t) || t[i] != '\n' {
			return end
		}
		i++
		for i < len(t) && (t[i] == ' ' || t[i] == '\t') {
			i++
		}
		next := i
		for i < len(t) && class(t[i]) {
			i++
		}
		n := i - next
		if n == 0 || n > width+2 || isParamStart(t[next:i]) || i < len(t) && t[i] != '\r' && t[i] != '\n' {
			return end
		}
		if end == first && width > maxWrapped && n < minWrapped {
			return end // a word below a value that was not wrapped: a label, a greeting
		}
		if end == first && n >= alone-2 && n <= alone+2 {
			width = n
		}
		end = i
		if n < width-2 {
			return end
		}
		width = n
	}
	return end
}

// withoutBreaks joins wrapped lines.
func withoutBreaks(t []byte) string {
	if !bytes.ContainsAny(t, " \t\r\n") {
		return string(t)
	}
	return strings.Join(strings.Fields(string(t)), "")
}

// query opens one URL, query string or form body.
func (o *opener) query(p part, s string) []part {
	raw := s
	mark := strings.IndexAny(s, "?=&")
	isURL := mark >= 0 && s[mark] == '?'
	// A URL may stand in the query of another: the '?' right before the parameter counts.
	if at := nextParam([]byte(s), 0); at > 0 && s[at-1] == '?' {
		mark, isURL = at-1, true
	}
	if isURL {
		base := s[:mark]
		if i := strings.LastIndex(base, "http"); i > 0 && strings.Contains(base[i:], "://") {
			base = base[i:]
		}
		raw, _, _ = strings.Cut(s[mark+1:], "#")
		s = base + "?" + raw
	}
	pairs := o.splitQuery(raw)
	in := p
	switch {
	case isURL && in.binding == "":
		in.binding, in.url = "redirect", s
		in = in.in(nil, "url")
	case isURL: // the request line of an export says how it was sent
		in = in.in(nil, "url")
	case in.binding == "":
		in.binding, in.guessed = "post", true
		fallthrough
	default:
		if n := len(in.layers); n == 0 || in.layers[n-1] != "form" {
			in = in.in(nil, "form")
		}
	}
	var sigAlg, signature string
	for _, kv := range pairs {
		switch kv.name {
		case "RelayState", "wctx":
			in.relay, in.hasRelay = unescape(kv.raw, true), true
		case "SigAlg":
			sigAlg = unescape(kv.raw, true)
		case "Signature":
			signature = strings.ReplaceAll(unescape(kv.raw, true), " ", "+")
		}
	}
	if sigAlg != "" || signature != "" {
		in.redirect = &Redirect{RawQuery: raw, SigAlg: sigAlg, Signature: signature}
	}
	var parts []part
	for _, kv := range pairs {
		if slices.Contains(messageParams, kv.name) {
			parts = append(parts, o.encodedParam(in, kv.name, kv.raw)...)
		}
	}
	return parts
}

// encodedParam gives the value of a parameter as it stands in a query or form body. In XML a '+' is a
// space; in Base64 a '+' that was not escaped is still meant as one.
func (o *opener) encodedParam(p part, name, raw string) []part {
	xml := strings.HasPrefix(raw, "<") || len(raw) > 3 && strings.EqualFold(raw[:3], "%3C")
	if !xml && !strings.Contains(raw, "%") {
		return o.param(p, name, raw)
	}
	if strings.Contains(raw, "%") {
		p = p.in(nil, "percent")
		if !xml && strings.Contains(raw, "+") {
			p = p.odd("plus-unescaped", "a '+' in "+name+" is not percent-encoded; the receiver reads a space")
		}
	}
	return o.param(p, name, unescape(raw, xml))
}

// param gives the value of a parameter that carries a message.
func (o *opener) param(p part, name, value string) []part {
	if name == "SAMLart" {
		o.hint(artifact())
		return nil
	}
	if strings.TrimSpace(value) == "" {
		o.hint(emptyParameter(name))
		return nil
	}
	if isMasked(value) {
		o.hint(masked(name, value))
		return nil
	}
	p.data = []byte(value)
	p.param = name
	p.sent = true
	return []part{p}
}

// splitQuery splits at '&', also where a page or a log wrote it as an entity.
func (o *opener) splitQuery(q string) []pair {
	var pairs []pair
	for s := range strings.SplitSeq(q, "&") {
		if o.enough(len(pairs)) {
			break
		}
		s = strings.TrimPrefix(strings.TrimSpace(s), "amp;")
		name, raw, ok := strings.Cut(s, "=")
		if ok {
			pairs = append(pairs, pair{paramName(unescape(name, true)), raw})
		}
	}
	return pairs
}

// unescape resolves percent-encoding; what is no valid escape stays as it is. plus turns '+' into a
// space, as forms do.
func unescape(s string, plus bool) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		case c == '+' && plus:
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// openPercent resolves percent-encoding of a whole text.
func openPercent(_ *opener, p part) []part {
	t := p.data
	i := bytes.IndexByte(t, '%')
	if i < 0 || isErrorPage(t) && bytes.Contains(t, []byte("error_description=")) {
		return nil // openErrorPage resolves the one parameter
	}
	s := unescape(string(t), false)
	if len(s) == len(t) {
		return nil
	}
	twice := Oddity{"percent-twice", "the value is percent-encoded more than once"}
	if slices.Contains(p.layers, "percent") && !slices.Contains(p.oddities, twice) {
		p = p.odd(twice.Code, twice.Detail)
	}
	in := p.in([]byte(s), "percent")
	if bytes.IndexByte(t, '+') >= 0 && plusIsSpace(t) {
		in.data = []byte(unescape(string(t), true))
	}
	return []part{in}
}

// plusIsSpace says whether a text was percent-encoded as forms are, so that a '+' in it is a space: a
// space is not "%20", and nothing stands plain that goes with Base64 or a URL and has to be escaped.
func plusIsSpace(t []byte) bool {
	return !bytes.Contains(t, []byte("%20")) && !bytes.ContainsAny(t, "=/:<")
}
