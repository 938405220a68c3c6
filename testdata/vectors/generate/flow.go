package main

import (
	"time"

	"claimcheck/decoder/mint"
)

// flowCases show what became of a good response: the message stays what it is.
func flowCases() []vector {
	home := "https://sp.example.com/"
	after := func(seconds int) time.Time { return mint.Now.Add(time.Duration(seconds) * time.Second) }
	request := mint.AuthnRequest()
	second := request
	second.ID, second.IssueInstant = "id7d2d289d277e597798cf5bb06f593841", after(3)
	again := signed(func(r *mint.Response) {
		r.ID, r.InResponseTo, r.Assertion.ID, r.Assertion.InResponseTo = "_8a2d3d6f-1cac-4e58-b7b6-2a1d9b5b3a02", second.ID, "_4b5e2a3c-7d1f-4d69-8b3e-88d2c2e3f403", second.ID
	})
	asked := func(r mint.Request, seconds int) []exchange {
		to := mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(r.XML()), "abc", nil)
		return []exchange{{method: "GET", url: home, at: after(seconds), status: 302, to: to}, {method: "GET", url: to, at: after(seconds)}}
	}
	taken := func(x string, seconds, status int, to string) exchange {
		e := posted(x, mint.ACS)
		e.at, e.status, e.to = after(seconds), status, to
		return e
	}
	told := func(name, comment string, entries []exchange, expect ...string) vector {
		return vector{name: "flow-" + name, comment: comment, capture: har(entries...), ext: "har", verdict: "accepted", cause: "none", expect: expect}
	}
	loop := append(append(append(asked(request, -20), taken(signed(nil), 2, 302, home)), asked(second, 3)...), taken(again, 5, 302, home))
	loop = append(loop, exchange{method: "GET", url: home, at: after(6), status: 200})
	silent := taken(signed(nil), 2, 200, "")
	silent.post = mint.Post("SAMLResponse", mint.EntraResponse().Signed(), "")
	other := posted(signed(func(r *mint.Response) {
		r.ID, r.Assertion.ID, r.Issuer = "_8a2d3d6f-1cac-4e58-b7b6-2a1d9b5b3a02", "_4b5e2a3c-7d1f-4d69-8b3e-88d2c2e3f403", "https://sts.windows.net/77777777-1111-2222-3333-444444444444/"
		r.Assertion.Issuer = r.Issuer
		r.Unsolicited()
	}), mint.ACS)
	other.at = after(60)
	tenants := told("two-tenants", "two sign-ins of different tenants in one file, of which one is imported", append(append(asked(request, -20), taken(signed(nil), 2, 200, "")), other), "fail entra.tenant")
	tenants.verdict, tenants.cause = "refused", "entra.tenant"
	return []vector{
		tenants,
		told("loop", "the application takes a good response and sends the browser back for another", loop,
			"warn flow.loop", "pass flow.landing", "pass response.in-response-to", "pass assertion.id"),
		told("landing", "the application answers a good response with an error page", append(asked(request, -20), taken(signed(nil), 2, 403, "")),
			"warn flow.landing", "pass flow.loop"),
		told("good", "the application takes a good response and shows its page", append(asked(request, -20), taken(signed(nil), 2, 302, home+"jobs"),
			exchange{method: "GET", url: home + "jobs", at: after(3), status: 200}), "pass flow.landing", "pass flow.loop", "pass input.relay-state"),
		told("relay-lost", "the request sent a RelayState and the response brings none back", append(asked(request, -20), silent), "warn input.relay-state", "pass flow.loop"),
	}
}
