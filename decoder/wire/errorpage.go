package wire

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A text may be long and name many errors, so what an error page holds is looked for by its marks, which cost
// little, and the patterns read a short piece that stands there.
var (
	timePattern = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?) ?(Z|[+-]\d\d:?\d\d)?`)
	sentenceEnd = regexp.MustCompile(`(?i)\s*(?:AADSTS\d|Trace ID:|Request Id:|Correlation ID:|Timestamp:|</|\\r|\\n|"[,}]|&error_uri=)`)
)

// Entra translates the labels of its page. The words are those that Microsoft's documentation has for them in its
// languages: the trace ID of the text is the request ID of the page.
var (
	requestLabels = []string{
		"request", "trace", "anforderung", "anfrage", "ablaufverfolgung", "demande", "suivi", "solicitud", "seguimiento", "richiesta", "solicita", "rastre",
		"spårning", "trasov", "nyomkövet", "izleme", "要求", "トレース", "추적", "跟踪", "追蹤",
	}
	correlationLabels = []string{"correla", "korrela", "korrelá", "corréla", "korelac", "bağıntı", "関連付け", "상관", "相关", "相互關聯"}
)

// apart is what may stand between AADSTS and the digits, up to three of it, as people and programs write it.
var apart = []string{" ", "\t", "\r", "\n", "\u00a0", ":", "：", "#", "-", "_", "+", "%20", "%09", "%3A", "%3a", "&nbsp;", "&#160;", "&#58;"}

// pastApart gives the length of what stands between AADSTS and the digits at the start of t.
func pastApart(t []byte) int {
	n := 0
	for range 3 {
		i := slices.IndexFunc(apart, func(s string) bool { return bytes.HasPrefix(t[n:], []byte(s)) })
		if i < 0 {
			break
		}
		n += len(apart[i])
	}
	return n
}

// wholeCode is how many digits the shortest of Entra's codes has.
const wholeCode = 5

// digitsAt gives the length of the digits at the start of t, codeDigits at most.
func digitsAt(t []byte) int {
	n := 0
	for n < len(t) && n < codeDigits && t[n] >= '0' && t[n] <= '9' {
		n++
	}
	return n
}

// nextCode gives the digits of the next code in t and the offset behind them; code is empty when there is none.
func nextCode(t []byte, from int) (code string, end int) {
	const sign = "AADSTS"
	for i := from; i+len(sign) < len(t); i++ {
		if t[i]|0x20 != 'a' || t[i+1]|0x20 != 'a' || t[i+2]|0x20 != 'd' || !strings.EqualFold(string(t[i:i+len(sign)]), sign) {
			continue
		}
		i += len(sign)
		gap := pastApart(t[i:])
		begin := i + gap
		end = begin + digitsAt(t[begin:])
		code = string(t[begin:end])
		if len(code) > 0 && len(code) < wholeCode {
			// Fewer than any code has: the rest stands on the next line, up to the colon.
			rest := bytes.TrimPrefix(t[end:], []byte("\r"))
			if rest, broken := bytes.CutPrefix(rest, []byte("\n")); broken {
				if n := digitsAt(rest); n > 0 && n < len(rest) && rest[n] == ':' {
					code += string(rest[:n])
					end = len(t) - len(rest) + n
				}
			}
		}
		if len(code) >= wholeCode && len(code) <= codeDigits || gap == 0 && len(code) >= minCodeDigits {
			return code, end
		}
		i--
	}
	return "", len(t)
}

// isErrorPage says whether a text names an error of Entra ID.
func isErrorPage(b []byte) bool {
	if !bytes.Contains(b, []byte("AADSTS")) && !bytes.Contains(b, []byte("aadsts")) {
		return false
	}
	code, _ := nextCode(b, 0)
	return code != ""
}

// What names a code without AADSTS: Microsoft's look-up of errors, which error_uri points at; the line of a page
// that Conditional Access shows; and the data in a page that is an error.
var (
	lookUpPattern = regexp.MustCompile(`(?i)login\.(?:partner\.)?microsoftonline\.(?:com|us|cn)(?:/|%2f)error(?:\?|%3f)code(?:=|%3d)([0-9]{5,7})`)
	linePattern   = regexp.MustCompile(`(?im)^[ \t]*(?:error code|fehlercode)[ \t]*:[ \t]*([0-9]{5,7})\b`)
	dataPattern   = regexp.MustCompile(`"[si]ErrorCode" ?: ?"?([0-9]{5,7})\b`)
)

// ErrorCode gives the digits of the error of Entra that a text names without AADSTS; empty when it names none
// for sure. A line with a code counts beside the identifiers that only a page of Entra shows together.
func ErrorCode(text []byte) string {
	find := func(pattern *regexp.Regexp) string {
		if m := pattern.FindSubmatch(text); m != nil {
			return string(m[1])
		}
		return ""
	}
	if bytes.Contains(text, []byte(`"ConvergedError"`)) {
		return find(dataPattern)
	}
	if len(text) > maxErrorText {
		return ""
	}
	if code := find(lookUpPattern); code != "" {
		return code
	}
	if request, correlation := identifiers(text); request == "" || correlation == "" {
		return ""
	}
	return find(linePattern)
}

// openErrorPage reads the text of an error page of Entra ID: as copied from the screen, as HTML, as the
// JSON answer of a token endpoint, as the error_description of a redirect, or as the address of Microsoft's look-up.
func openErrorPage(o *opener, p part) []part {
	text, named := string(p.data), ""
	if !isErrorPage(p.data) {
		if named = ErrorCode(p.data); named == "" {
			return nil
		}
	}
	if i := strings.Index(text, "error_description="); i >= 0 {
		value, _, _ := strings.Cut(text[i+len("error_description="):], "&")
		p = p.in(nil, "url", "percent")
		text = unescape(value, true) + "\n" + strings.Join(strings.Split(unescape(text[:i], true), "&"), "\n")
	}
	if strings.Contains(text, `\u00`) || strings.Contains(text, `\r\n`) || strings.Contains(text, `\"`) {
		text = string(appendText(nil, []byte(text)))
	}
	if strings.Contains(text, "</") {
		p = p.in(nil, "html")
		if plain := withoutTags(text); named != "" || isErrorPage([]byte(plain)) {
			text = plain
		}
	}
	if strings.Contains(text, "&") {
		text = html.UnescapeString(text)
	}
	p.kind = ErrorPage
	p.page = o.readPage(text)
	if named != "" {
		p.page.Codes = []string{named}
	}
	return []part{p}
}

// withoutTags takes the tags out of a page, and puts a line end where one of them ends a line.
func withoutTags(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	begin, from := -1, 0 // where the tag begins, and what was not written yet
	for i := range len(text) {
		switch {
		case strings.HasPrefix(text[i:], "<![CDATA["): // text follows, as the data of Entra's pages in their script
			begin = -1
		case text[i] == '<':
			begin = i
		case text[i] == '>' && begin >= 0:
			b.WriteString(text[from:begin])
			between := byte(' ')
			for _, ends := range []string{"<br", "</div", "</p", "</td"} {
				if strings.HasPrefix(text[begin:], ends) {
					between = '\n'
				}
			}
			b.WriteByte(between)
			begin, from = -1, i+1
		}
	}
	b.WriteString(text[from:])
	return b.String()
}

// readPage reads the plain text of an error page.
func (o *opener) readPage(text string) *Page {
	page := &Page{}
	t := []byte(text)
	for n, at := 0, 0; ; n++ {
		code, end := nextCode(t, at)
		if code == "" {
			break
		}
		if n == maxCodes {
			o.note("too-many-values", "an error page names a code more than "+thousands(maxCodes)+" times; the rest was left out")
			break
		}
		if n == 0 {
			page.Text = sentence(text[end:])
		}
		if !slices.Contains(page.Codes, code) {
			page.Codes = append(page.Codes, code)
		}
		at = end
	}
	page.RequestID, page.CorrelationID = identifiers(t)
	for i := 0; ; i++ {
		j := bytes.IndexByte(t[i:], ':')
		if j < 0 {
			break
		}
		i += j
		begin := i - len("0000-00-00T00")
		if begin < 0 || !shaped(t[begin:], "0000-00-00T00:00:00") && !shaped(t[begin:], "0000-00-00 00:00:00") {
			continue
		}
		if m := timePattern.FindStringSubmatch(text[begin:min(len(text), begin+sampleValue)]); m != nil {
			zone := strings.ReplaceAll(m[3], ":", "")
			if zone == "" {
				zone = "Z" // Entra writes UTC
			}
			page.Timestamp, _ = time.Parse("2006-01-02T15:04:05.999999999Z0700", m[1]+"T"+m[2]+zone)
			break
		}
	}
	return page
}

// sentence gives the sentence of the error whose code text stands behind.
func sentence(text string) string {
	text = strings.TrimLeft(text, ":： \t\u00a0")
	text = text[:min(len(text), 4*maxSentence+utf8.UTFMax)]
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		text = text[:end]
	}
	if end := sentenceEnd.FindStringIndex(text); end != nil {
		text = text[:end[0]]
	}
	text = strings.TrimSpace(text)
	if runes := []rune(text); len(runes) > maxSentence {
		text = string(runes[:maxSentence]) + "…"
	}
	return text
}

// identifiers gives the identifiers that stand behind the labels of an error page, in lower case; a message names
// others of its own.
func identifiers(t []byte) (request, correlation string) {
	for i := 0; request == "" || correlation == ""; i++ {
		j := bytes.IndexByte(t[i:], '-')
		if j < 0 {
			break
		}
		i += j
		begin := i - 8
		if begin < 1 || !isGUID(t[begin:]) || isTokenByte(t[begin-1]) && t[begin-1] != '-' {
			continue
		}
		// What stands between the label and the identifier has no digit and no line end. The nearest label counts.
		gap := begin
		for gap > 0 && begin-gap < sampleLabel && t[gap-1] != '\n' && (t[gap-1] < '0' || t[gap-1] > '9') {
			gap--
		}
		label := strings.ToLower(string(t[gap:begin]))
		id := strings.ToLower(string(t[begin : begin+guidLength]))
		r, c := lastOf(label, requestLabels), lastOf(label, correlationLabels)
		switch {
		case r > c && request == "":
			request = id
		case c > r && correlation == "":
			correlation = id
		}
		i = begin + guidLength - 1
	}
	return request, correlation
}

// lastOf gives the offset of the last of words in s, or -1.
func lastOf(s string, words []string) int {
	last := -1
	for _, w := range words {
		last = max(last, strings.LastIndex(s, w))
	}
	return last
}

const guidLength = 36

// isGUID says whether t begins with an identifier as Entra writes it.
func isGUID(t []byte) bool {
	if len(t) < guidLength {
		return false
	}
	for i, c := range t[:guidLength] {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash && c != '-' || !dash && !isHex(c) {
			return false
		}
	}
	return true
}
