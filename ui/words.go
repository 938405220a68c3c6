package ui

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

//go:embed translations
var translations embed.FS

// loadWords gives the catalogue to the toolkit. The toolkit itself speaks more languages than the
// catalogue does: where the reader's language is one of those, the English words stand in for it, or
// every look-up would be logged as a failure.
func loadWords(l fyne.Locale) error {
	if err := lang.AddTranslationsFS(translations, "translations"); err != nil {
		return fmt.Errorf("reading the catalogue of words: %w", err)
	}
	name := strings.ToLower(l.LanguageString())
	code, _, _ := strings.Cut(name, "-")
	if code == "" || code == "en" {
		return nil
	}
	if _, err := translations.ReadFile("translations/" + code + ".json"); err == nil {
		return nil
	}
	b, err := standIn()
	if err != nil {
		return err
	}
	return lang.AddTranslationsForLocale(b, fyne.Locale(code))
}

// standIn is the English catalogue with every plural category of the CLDR, so that it can stand in
// for any language.
func standIn() ([]byte, error) {
	b, err := translations.ReadFile("translations/en.json")
	if err != nil {
		return nil, err
	}
	var words map[string]any
	if err := json.Unmarshal(b, &words); err != nil {
		return nil, err
	}
	for _, w := range words {
		if forms, ok := w.(map[string]any); ok {
			for _, category := range []string{"zero", "one", "two", "few", "many"} {
				if forms[category] == nil {
					forms[category] = forms["other"]
				}
			}
		}
	}
	return json.Marshal(words)
}

// fill is the data of a template in the catalogue.
type fill map[string]any

// count is a whole number with its thousands apart: 3,412.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func ordinal(n int) string { return strconv.Itoa(n) + "." }

// bytesOf is a size as people read it.
func bytesOf(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}

// clock is an instant to the second in the reader's zone, with UTC beside it where that differs.
func clock(t time.Time, zone *time.Location) string {
	here := t.In(zone)
	s := here.Format("2 Jan 2006, 15:04:05 MST")
	if _, offset := here.Zone(); offset != 0 {
		s += " (" + t.UTC().Format("15:04:05") + " UTC)"
	}
	return s
}

// day is the date of an instant in the reader's zone.
func day(t time.Time, zone *time.Location) string { return t.In(zone).Format("2 Jan 2006") }

// longest is how many characters of one value are shown; the report has all of them.
const longest = 400

// shown is a value made safe and short enough to be shown: everything that came with a message goes
// through it.
func shown(s string) string {
	if len(s) <= longest {
		return report.Clean(s)
	}
	n := 0
	for i := range s {
		if n == longest {
			return report.Clean(s[:i]) + lang.L("value.cut", fill{"Count": count(utf8.RuneCountInString(s))})
		}
		n++
	}
	return report.Clean(s)
}

// brief is a file's name that leaves room in its line: of a long one the middle is left out, as people
// know files by how their names begin and end.
func brief(s string) string {
	const most = 48
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most/2]) + "…" + string(r[len(r)-most/2+1:])
}

// ownerLine says who can mend it; empty when nobody is named.
func ownerLine(o report.Owner, vendor string) string {
	switch o {
	case report.User:
		return lang.L("owner.user")
	case report.Helpdesk:
		return lang.L("owner.helpdesk")
	case report.EntraAdmin:
		return lang.L("owner.entra-admin")
	case report.Vendor:
		return lang.L("owner.vendor", fill{"Vendor": vendor})
	}
	return ""
}

// host is the part of an address that tells whose it is.
func host(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	h, _, _ := strings.Cut(rest, "/")
	return h
}
