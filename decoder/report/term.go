package report

import (
	"fmt"
	"time"
)

// day is what the days left of a certificate are counted in. Dates are compared as seconds since 1970: a
// time.Duration ends after 292 years, and a certificate may be dated to the year 9999.
const day = 24 * 60 * 60

// TermOf says how far a certificate is from its end at an instant. The marks go by the whole days left, as they are
// shown: what ends in 60 days and some hours is told as 60 days, and is Within60. A certificate is in date up to and
// with notAfter (RFC 5280 4.1.2.5).
func TermOf(notBefore, notAfter, at time.Time) Term {
	switch {
	case at.After(notAfter):
		return ExpiredKey
	case at.Before(notBefore):
		return NotYet
	}
	for _, m := range []struct {
		days int
		term Term
	}{{7, Within7}, {30, Within30}, {60, Within60}} {
		if DaysLeft(notAfter, at) <= m.days {
			return m.term
		}
	}
	return Current
}

// DaysLeft counts the whole days from an instant to notAfter, 0 on the last of them and negative from the
// instant after it.
func DaysLeft(notAfter, at time.Time) int {
	left := notAfter.Unix() - at.Unix()
	if at.Nanosecond() > notAfter.Nanosecond() {
		left--
	}
	if left < 0 {
		return int((left+1)/day) - 1
	}
	return int(left / day)
}

// Beside says what else the entity of a certificate announces for signing sign-ins, and whether it is Entra's, whose
// manner of choosing one is known.
type Beside struct {
	Valid, Expired int
	Entra          bool
}

// With counts so many more certificates of that term.
func (b Beside) With(t Term, n int) Beside {
	switch t {
	case ExpiredKey:
		b.Expired += n
	case Current, Within60, Within30, Within7:
		b.Valid += n
	}
	return b
}

// Explain gives the Words of a certificate, of which the dates and the Term are known: when it ends, and what that
// means for the sign-in. It signs when an identity provider's role announces it for that.
// The sources are Microsoft's tutorial-manage-certificates-for-federated-single-sign-on.md and SAML2Int SDP-MD05.
func (c Certificate) Explain(at time.Time, signs bool, beside Beside) string {
	if c.Unreadable != "" {
		return "It could not be read, so no signature is verified with it."
	}
	if c.Term == Undated {
		return "It is a key without a certificate and has no dates: nothing says when it ends."
	}
	text := c.span(at)
	switch {
	case !signs:
		return text + " No identity provider role announces it for signing: no sign-in is verified with it."
	case c.NotAfter.Before(c.NotBefore):
		return text
	case c.Term == ExpiredKey:
		text += " An application that does not check dates still takes what it signs; one that does refuses every sign-in."
		if beside.Valid > 0 {
			text += " The file announces a certificate in date as well"
			if beside.Entra {
				text += ": while the expired one is the active one, Entra signs with the one in date, even if that is inactive"
			}
			text += "."
		}
	case c.Term == NotYet:
		text += " Until then an application that checks dates refuses what it signs."
	case c.Term != Current && beside.Valid > 0:
		text += " Before that day another one has to be active, and the application has to know it."
	case c.Term != Current:
		text += " Make a new certificate and hand on the new file before that day."
	}
	switch {
	case c.Term != ExpiredKey && beside.Expired > 0:
		text += " The file announces an expired one as well"
		if beside.Entra && c.Term != NotYet {
			text += ": while that is the active one, Entra signs with this one, even if it is inactive"
		}
		text += "."
	case c.Term != ExpiredKey && beside.Valid > 0:
		text += " The file announces another one"
		if beside.Entra {
			text += ": of several, one is active and a new one is inactive until an admin makes it active"
		}
		text += ". The vendor should take in all of them."
	}
	switch {
	case beside.Valid+beside.Expired == 0:
	case beside.Entra:
		text += " Which one is active the file does not show; SAML Certificates in the portal does."
	default:
		text += " Which one is in use the file does not show."
	}
	return text
}

// span says when a certificate ends, or begins, and in how many days.
func (c Certificate) span(at time.Time) string {
	if c.NotAfter.Before(c.NotBefore) {
		return fmt.Sprintf("It ends on %s, before it begins on %s: it is never in date.", date(c.NotAfter), date(c.NotBefore))
	}
	switch c.Term {
	case ExpiredKey:
		return fmt.Sprintf("It ended on %s, %s ago.", date(c.NotAfter), days((at.Unix()-c.NotAfter.Unix())/day))
	case NotYet:
		return fmt.Sprintf("It begins on %s, in %s.", date(c.NotBefore), days((c.NotBefore.Unix()-at.Unix())/day))
	}
	return fmt.Sprintf("It ends on %s, in %s.", date(c.NotAfter), days(int64(DaysLeft(c.NotAfter, at))))
}

// Left says in a few words how long a certificate lasts, as it stands beside its time bar.
func (c Certificate) Left() string {
	switch {
	case c.Unreadable != "":
		return "unreadable"
	case c.Term == Undated || c.DaysLeft == nil:
		return "no dates"
	case c.NotAfter.Before(c.NotBefore):
		return "never in date"
	case c.Term == ExpiredKey:
		return "expired since " + date(c.NotAfter)
	case c.Term == NotYet:
		return "begins on " + date(c.NotBefore)
	}
	return days(int64(*c.DaysLeft)) + " left"
}

func days(n int64) string {
	switch {
	case n < 1:
		return "less than a day"
	case n == 1:
		return "1 day"
	}
	return thousands(int(n)) + " days"
}

func date(t time.Time) string { return t.UTC().Format("2006-01-02") }
