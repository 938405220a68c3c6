package main

import (
	"time"

	"claimcheck/decoder/mint"
)

// timeCases stand on either side of each border in time.
func timeCases() []vector {
	x := signed(nil)
	start, end := mint.EntraResponse().Assertion.NotBefore, mint.EntraResponse().Assertion.NotOnOrAfter
	at := func(name, comment string, t time.Time, skew, verdict, cause string, expect ...string) vector {
		return vector{name: "time-" + name, comment: comment, at: t.Format(time.RFC3339), skew: skew, capture: x, verdict: verdict, cause: cause, expect: expect}
	}
	edited := func(name, comment, cause string, capture string, expect ...string) vector {
		return vector{name: "time-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	stamp := func(t time.Time) string { return mint.Stamp(t) }
	offset := vector{
		name: "time-offset", comment: "an issue instant with an offset in place of Z",
		capture: signedText(`<Assertion ID="`+mint.AssertionID+`" IssueInstant="`+stamp(mint.Now)+`"`, `<Assertion ID="`+mint.AssertionID+`" IssueInstant="2026-01-02T04:04:05.000+01:00"`),
		verdict: "accepted", cause: "none", expect: []string{"warn time.issued Assertion"},
	}
	early := vector{
		name: "time-response-first", comment: "the response, which nobody signed, says that it is years older than the assertion in it",
		capture: swap(x, `Version="2.0" IssueInstant="`+stamp(mint.Now)+`" Destination`, `Version="2.0" IssueInstant="2020-01-02T03:04:05.000Z" Destination`),
		verdict: "accepted", cause: "none", expect: []string{"warn time.issued Response", "pass time.early"},
	}
	late := vector{
		name: "time-response-later", comment: "the response, which nobody signed, says that it is years younger than the assertion in it, whose own time is signed",
		capture: swap(x, `Version="2.0" IssueInstant="`+stamp(mint.Now)+`" Destination`, `Version="2.0" IssueInstant="2032-01-02T03:04:05.000Z" Destination`),
		verdict: "accepted", cause: "none", expect: []string{"warn time.issued Response", "pass time.expired"},
	}
	policy := vector{
		name: "time-policy", comment: "valid for a day: a token lifetime policy", capture: signed(func(r *mint.Response) { r.Assertion.NotOnOrAfter = mint.Now.Add(day) }),
		verdict: "accepted", cause: "none", expect: []string{"info entra.window", "pass time.expired"},
	}
	return []vector{
		early, late, policy,
		at("expired", "delivered two hours late", end.Add(2*time.Hour), "", "refused", "time.expired", "fail time.expired", "fail time.confirmation"),
		at("last-second", "the last second that the tolerance of three minutes allows", end.Add(3*time.Minute-time.Second), "", "accepted", "none", "pass time.expired", "pass time.confirmation"),
		at("first-second-late", "the first second that it does not", end.Add(3*time.Minute), "", "refused", "time.expired", "fail time.expired"),
		at("no-tolerance", "no tolerance: at NotOnOrAfter it is over", end, "0s", "refused", "time.expired", "fail time.expired"),
		at("no-tolerance-before", "no tolerance, one second before", end.Add(-time.Second), "0s", "accepted", "none", "pass time.expired"),
		at("first-second", "the first second that the tolerance allows", start.Add(-3*time.Minute), "", "accepted", "none", "pass time.early", "warn time.issued"),
		at("early", "a second before that", start.Add(-3*time.Minute-time.Second), "", "refused", "time.early", "fail time.early"),
		edited("inverted", "the window ends before it begins", "time.window",
			signed(func(r *mint.Response) {
				r.Assertion.NotBefore, r.Assertion.NotOnOrAfter = r.Assertion.NotOnOrAfter, r.Assertion.NotBefore
			}), "fail time.expired"),
		edited("not-a-date", "NotOnOrAfter is no date, and so not expired either", "time.date",
			signedText(`Conditions NotBefore="`+stamp(start)+`" NotOnOrAfter="`+stamp(end)+`"`, `Conditions NotBefore="`+stamp(start)+`" NotOnOrAfter="tomorrow"`), "absent time.expired", "fail time.date Conditions NotOnOrAfter"),
		edited("confirmation", "the confirmation is over, the conditions are not", "time.confirmation",
			signed(func(r *mint.Response) { r.Assertion.ConfirmUntil = mint.Now.Add(-4 * time.Minute) }), "pass time.expired"),
		edited("confirmation-none", "the confirmation has no end", "time.confirmation",
			signed(func(r *mint.Response) { r.Assertion.ConfirmUntil = time.Time{} })),
		edited("session", "the session at the identity provider was over", "time.session",
			signedText("<AuthnStatement ", `<AuthnStatement SessionNotOnOrAfter="`+stamp(mint.Now.Add(-time.Hour))+`" `)),
		edited("issued-none", "the assertion does not say when it was issued", "time.issued", signedText(` IssueInstant="`+stamp(mint.Now)+`" Version="2.0" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"`, ` Version="2.0" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"`)),
		offset,
	}
}
