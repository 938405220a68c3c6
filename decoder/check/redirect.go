package check

import (
	"net/url"
	"slices"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
)

// redirectChecks ask whether the signature of a request or of a sign-out stands where its binding wants it,
// over what its binding wants. The checks of signatures judge whose it is.
var redirectChecks = []Check{
	{
		ID: "redirect.octets", Facts: []string{"REQ-13"}, on: onRequest | onLogout, Run: redirectOctets,
		Title: "The signature in a URL covers the parameters in their order, escaped as they were received", Spec: "SAML Bindings 3.4.4.1", Owner: report.Vendor,
		Steps: copyURL,
	},
	{
		ID: "redirect.place", Facts: []string{"REQ-14"}, on: onRequest | onLogout, Run: redirectPlace,
		Title: "The signature stands where the binding wants it", Spec: "SAML Bindings 3.4.4.1, 3.5.4; AADSTS76021", Owner: report.Vendor,
		Steps: []string{
			"Tell the sender: a message in a URL is signed in the query (SigAlg and Signature), and a posted one in its XML.",
			"Until then do not enforce signed requests in Entra (" + portal + " > SAML Certificates > Verification certificates).",
		},
	},
	{
		ID: "request.algorithm", Facts: []string{"REQ-15"}, on: onRequest, Run: requestAlgorithm,
		Title: "A signed request is signed with RSA and SHA-256", Spec: "Microsoft Entra: enforce signed SAML authentication requests (howto-enforce-signed-saml-authentication)",
		Owner: report.Vendor, Steps: []string{"Ask {short} support to sign with rsa-sha256. Entra takes others only where weak algorithms were admitted."},
	},
	{
		ID: "request.enforced", Facts: []string{"REQ-16"}, on: onResponse | onPage, Run: requestEnforced,
		Title: "Signed requests are enforced, and the sign-in was started with one", Spec: "Microsoft Entra: enforce signed SAML authentication requests (howto-enforce-signed-saml-authentication)",
		Owner: report.EntraAdmin,
		Steps: []string{
			"Start the sign-in at {short}'s own sign-in page. From My Apps, or with Test in the portal, no request is sent, and that cannot pass while signed requests are enforced.",
			signingKey + " > Verification certificates (optional) > Edit: switch Require verification certificates off if {short} does not sign its requests.",
		},
	},
}

// copyURL says how to come by a signed URL as it was sent, and what whoever made it must do.
var copyURL = []string{
	"Copy the whole URL once more, from the request in the Network tab of the browser and not from its address bar or a log, which may escape it anew.",
	"If it is the same, tell the sender: sign SAMLRequest or SAMLResponse, RelayState and SigAlg in this order, as they stand in the URL, and do not escape them again afterwards.",
	"Whoever verifies must take the URL as it was received, and not decode and encode it again.",
}

// rewriteWords say what stands between the query that was signed and the one that was received.
var rewriteWords = map[signature.Rewrite]string{
	signature.Reordered: "its parameters were signed in another order",
	signature.Relayed:   "RelayState came in or was left out after signing",
	signature.Reescaped: "its values were escaped in another way when it was signed",
}

func redirectOctets(c *Case) []Outcome {
	for _, r := range c.Signatures {
		switch {
		case !r.Detached:
		case r.Cause == signature.Good:
			return []Outcome{{Level: report.Pass, Detail: "It does."}}
		case len(r.Rewrites) > 0:
			var what []string
			for _, w := range r.Rewrites {
				what = append(what, rewriteWords[w])
			}
			return []Outcome{{
				Level: report.Warn, Subject: carrier(r), Detail: "A trusted key made the signature, and not over the URL as it was received: " + list(what) + ". A receiver that verifies it refuses it. In detail: " + stop(r.Detail),
				Expected: "SAMLRequest or SAMLResponse, RelayState, SigAlg, as received", Actual: list(what),
			}}
		}
	}
	return nil
}

func redirectPlace(c *Case) []Outcome {
	enveloped := slices.ContainsFunc(c.Signatures, func(r signature.Result) bool { return !r.Detached && r.Parent == c.Sent.Node })
	inURL := c.Payload.Redirect != nil && c.Payload.Redirect.Signature != ""
	if u, err := url.Parse(c.Payload.URL); err == nil && c.Payload.Binding == "post" {
		inURL = inURL || u.Query().Has("Signature")
	}
	o := Outcome{Level: report.Warn, Node: c.Sent.Node}
	switch {
	case c.Payload.Binding == "redirect" && enveloped:
		o.Detail = "The message came in a URL with a signature inside its XML, where this binding has none: it belongs into the query. Receivers overlook it or refuse the message; Entra says that the request is not signed (AADSTS76021)."
		o.Expected, o.Actual = "SigAlg and Signature in the query", "a Signature element in the XML"
	case c.Payload.Binding == "post" && inURL:
		o.Detail = "The message was posted with a signature beside it, where this binding has none: it belongs into the XML. Receivers overlook it; Entra says that the request is not signed (AADSTS76021)."
		o.Expected, o.Actual = "a Signature element in the XML", "a Signature parameter"
	case enveloped || inURL:
		return []Outcome{{Level: report.Pass, Detail: "It does."}}
	default:
		return nil
	}
	return []Outcome{o}
}

func requestAlgorithm(c *Case) []Outcome {
	const wanted = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	var out []Outcome
	for _, r := range c.Signatures {
		switch r.Algorithm {
		case "":
		case wanted:
			out = append(out, Outcome{Level: report.Pass, Subject: carrier(r), Detail: "It is.", Node: r.Node})
		default:
			out = append(out, Outcome{
				Level: report.Warn, Subject: carrier(r), Node: r.Node, Expected: wanted, Actual: r.Algorithm,
				Detail: "Where signed requests are enforced, Entra refuses this algorithm unless weak ones were admitted.",
			})
		}
	}
	return out
}

func requestEnforced(c *Case) []Outcome {
	const notSigned = "AADSTS76021"
	for _, code := range aadsts(c) {
		if code.Code != notSigned {
			continue
		}
		o := Outcome{Level: report.Warn, Actual: notSigned, Expected: "a signed request of the application"}
		o.Detail = "Signed requests are enforced for this application. A sign-in that was started at Microsoft (My Apps, Test in the portal) sends none and cannot pass."
		if slices.ContainsFunc(c.Others, func(m *saml.Message) bool { return m.Kind == saml.AuthnRequest }) {
			o.Detail += " The capture holds a request: look there at how it is signed."
		}
		return []Outcome{o}
	}
	return nil
}
