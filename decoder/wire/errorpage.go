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

// The patterns run in time linear in the text. Entra translates the labels of its page; the words
// for "correlation" and "request" are alike in the languages that most tenants use.
var (
	codePattern        = regexp.MustCompile(`(?i)AADSTS(\d{4,9})`)
	requestPattern     = regexp.MustCompile(`(?i)(?:request|trace|anforderung|anfrage|demande|solicitud|richiesta|solicita)[^0-9\n]{0,40}?\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})`)
	correlationPattern = regexp.MustCompile(`(?i)(?:correla|korrela|corréla)[^0-9\n]{0,40}?\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})`)
	timePattern        = regexp.MustCompile(`(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?) ?(Z|[+-]\d\d:?\d\d)?`)
	sentencePattern    = regexp.MustCompile(`(?i)AADSTS\d{4,9}:?[ \t]*([^\r\n]*)`)
	sentenceEnd        = regexp.MustCompile(`(?i)\s*(?:AADSTS\d|Trace ID:|Request Id:|Correlation ID:|Timestamp:|</|\\r|\\n|"[,}]|&error_uri=)`)
	tagPattern         = regexp.MustCompile(`<[^<>]*>`)
)

// isErrorPage says whether a text names an error of Entra ID.
func isErrorPage(b []byte) bool {
	return (bytes.Contains(b, []byte("AADSTS")) || bytes.Contains(b, []byte("aadsts"))) && codePattern.Match(b)
}

// openErrorPage reads the text of an error page of Entra ID: as copied from the screen, as HTML, as the
// JSON answer of a token endpoint, or as the error_description of a redirect.
func openErrorPage(o *opener, p part) []part {
	if !isErrorPage(p.data) {
		return nil
	}
	text := string(p.data)
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
		text = tagPattern.ReplaceAllStringFunc(text, func(tag string) string {
			if strings.HasPrefix(tag, "<br") || strings.HasPrefix(tag, "</div") || strings.HasPrefix(tag, "</p") || strings.HasPrefix(tag, "</td") {
				return "\n"
			}
			return " "
		})
	}
	if strings.Contains(text, "&") {
		text = html.UnescapeString(text)
	}
	p.kind = ErrorPage
	p.page = o.readPage(text)
	return []part{p}
}

// readPage reads the plain text of an error page.
func (o *opener) readPage(text string) *Page {
	page := &Page{}
	for i, m := range codePattern.FindAllStringSubmatch(text, maxCodes+1) {
		if i == maxCodes {
			o.note("too-many-values", "an error page names a code more than "+thousands(maxCodes)+" times; the rest was left out")
			break
		}
		if !slices.Contains(page.Codes, m[1]) {
			page.Codes = append(page.Codes, m[1])
		}
	}
	if m := sentencePattern.FindStringSubmatch(text); m != nil {
		page.Text = m[1]
		if end := sentenceEnd.FindStringIndex(page.Text); end != nil {
			page.Text = page.Text[:end[0]]
		}
		page.Text = strings.TrimSpace(page.Text)
		if runes := []rune(page.Text[:min(len(page.Text), 4*maxSentence+utf8.UTFMax)]); len(runes) > maxSentence {
			page.Text = string(runes[:maxSentence]) + "…"
		}
	}
	// A message names identifiers of its own: the page's stand behind their labels.
	if m := requestPattern.FindStringSubmatch(text); m != nil {
		page.RequestID = strings.ToLower(m[1])
	}
	if m := correlationPattern.FindStringSubmatch(text); m != nil {
		page.CorrelationID = strings.ToLower(m[1])
	}
	if m := timePattern.FindStringSubmatch(text); m != nil {
		zone := strings.ReplaceAll(m[3], ":", "")
		if zone == "" {
			zone = "Z" // Entra writes UTC
		}
		page.Timestamp, _ = time.Parse("2006-01-02T15:04:05.999999999Z0700", m[1]+"T"+m[2]+zone)
	}
	return page
}
