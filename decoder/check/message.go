package check

import (
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
)

// messageChecks ask whether this is the answer to a sign-in at all.
var messageChecks = []Check{
	{
		ID: "message.kind", on: onXML, Rank: rankKind, Run: messageKind,
		Title: "The message is the answer to a sign-in (a SAML 2.0 Response)", Spec: "SAML Profiles 4.1.4.2; SAML Core 3.3.3",
		Owner: report.Helpdesk, Steps: captureAnswer,
	},
}

// captureAnswer says how to come by the response itself.
var captureAnswer = []string{
	"Press F12 in the browser, open the Network tab and tick Preserve log.",
	"Sign in again until the error shows.",
	"Save everything as HAR and open that file here; or find the POST to the application and copy the value of SAMLResponse from its form data.",
}

// otherKinds are the words for what is not the answer to a sign-in.
var otherKinds = map[kinds]Outcome{
	onAssertion: {
		Detail:   "An assertion stands inside the response that the browser carries to the application. Its claims are judged here; the response around it, its status and its address are not known.",
		Sentence: "This is only the assertion, not the whole answer around it: what it holds raises no objection, but the application takes only the whole answer",
	},
	onRequest: {
		Detail:   "It shows what {short} asked for, not what the identity provider sent back.",
		Sentence: "This is the sign-in request, not the answer: it shows what {short} asked for, not what was sent back",
	},
	onMetadata: {
		Detail:   "Metadata describes who may sign and where messages go. It says nothing about one sign-in.",
		Sentence: "This is federation metadata, not a sign-in: import it as metadata and paste the SAML response here",
		Steps: []string{
			"Import this file as metadata: Import metadata in the window, or --metadata FILE in the terminal.",
			"Then paste or open the SAML response of the sign-in that failed.",
		},
	},
	onOther: {
		Detail:   "The XML is none of the messages of SAML 2.0.",
		Sentence: "This XML is not a SAML message",
	},
}

func messageKind(c *Case) []Outcome {
	o := otherKinds[c.kind()]
	switch c.kind() {
	case onResponse:
		if c.Sent.Wrapper == "" {
			return []Outcome{{Level: report.Pass, Detail: "It is a Response."}}
		}
		o = Outcome{
			Detail:   "A browser carries the Response by itself. Inside another message it belongs to another way of delivery (SOAP, artifact), or somebody packed it in.",
			Sentence: "This response is packed into another message (" + c.Sent.Wrapper + "), and a browser would not deliver it like that",
		}
	case onRequest:
		if c.Missing != nil {
			o.Sentence = "This is the sign-in request; the answer to it cannot be looked at: " + c.Missing.Found
			o.Steps = []string{c.Missing.Hint}
		}
	case onLogout:
		o.Detail = "Signing out has messages of its own. They hold no claims and say nothing about a sign-in that failed."
		o.Sentence = "This is a sign-out message (" + string(c.Sent.Kind) + "), not the answer to a sign-in"
	case onToken:
		o = tokenKind(c.Sent)
	}
	o.Detail, o.Sentence = c.name(o.Detail), c.name(o.Sentence)
	o.Level, o.Open, o.Verbatim = report.NotChecked, true, true
	o.Expected, o.Actual = "Response", c.Sent.Node.Local
	o.Node = c.Sent.Node
	return []Outcome{o}
}

func tokenKind(m *saml.Message) Outcome {
	what := "a WS-Federation answer"
	if m.SAML11 && m.Wrapper == "" && (m.Node.Local == "Response" || m.Node.Local == "Assertion") {
		what = "a SAML 1.1 message"
	}
	return Outcome{
		Detail:   "The application was set up for WS-Federation or SAML 1.1, or another application's sign-in was captured. {short} expects a SAML 2.0 Response.",
		Sentence: "This is " + what + ", not a SAML 2.0 response: the sign-in was set up for another protocol, or it belongs to another application",
		Owner:    report.EntraAdmin,
		Steps: []string{
			portal + ": the method must be SAML. If it shows WS-Federation, Linked or Password-based, choose SAML and save Basic SAML Configuration.",
			"Make sure that the capture is of the sign-in to {app} and not of another application.",
			"Capture the sign-in again and paste the value of SAMLResponse.",
		},
	}
}
