package capture

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
)

// This file decides what of a request is kept. The user's password is posted in the same browser, often
// in the same form as a SAMLRequest: so a value is kept because its name is known, and never because
// it stands beside one that is.

// messageParams are the parameters that hold a message: Bindings 3.4, 3.5 and 3.6, WS-Federation 13.2.
var messageParams = []string{"SAMLResponse", "SAMLRequest", "wresult", "SAMLart"}

// besideParams go with a message. wtrealm and wa tell a sign-in request of WS-Federation.
var besideParams = []string{"RelayState", "SigAlg", "Signature", "SAMLEncoding", "wa", "wtrealm", "wctx"}

// errorParams are what an identity provider says of a failure in a URL (OAuth 2.0, 4.1.2.1).
var errorParams = []string{"error", "error_description", "error_subcode"}

// kept says whether the value of a parameter may be kept.
func kept(name string) bool {
	is := func(known string) bool { return strings.EqualFold(name, known) }
	return slices.ContainsFunc(messageParams, is) || slices.ContainsFunc(besideParams, is) || slices.ContainsFunc(errorParams, is)
}

// cut takes every value out of a query or form body whose name is not known, and keeps the octets of the
// rest: a Redirect message is signed as it was sent (Bindings 3.4.4.1). sent are the names with a value.
func cut(query string) (rest string, sent []string) {
	var parts []string
	for part := range strings.SplitSeq(query, "&") {
		raw, value, pair := strings.Cut(part, "=")
		name, err := url.QueryUnescape(raw)
		switch {
		case !pair || err != nil:
			// a bare word can be anything, a token too
		case kept(name):
			parts = append(parts, part)
			if value != "" {
				sent = append(sent, name)
			}
		default:
			parts = append(parts, raw+"=")
		}
	}
	return strings.Join(parts, "&"), sent
}

// cutURL keeps of a URL its scheme, host and path, the names of its query and the values that are
// known. sent are the known names. A URL that is neither http nor https (data:, blob:) gives its scheme.
func cutURL(raw string) (shown string, sent []string) {
	raw, _, _ = strings.Cut(raw, "#") // a fragment can hold a token
	head, query, _ := strings.Cut(raw, "?")
	if len(head) > maxURL {
		head = head[:maxURL]
	}
	u, err := url.Parse(head)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		scheme, _, found := strings.Cut(head, ":")
		if !found || len(scheme) > 20 {
			scheme = "about"
		}
		return scheme + ":", nil
	}
	u.User = nil
	shown = u.String()
	if query, sent = cut(query); query != "" {
		shown += "?" + query
	}
	return shown, sent
}

// cutBody keeps of a form the values that are known; a body of another kind is not kept. A multipart
// form becomes a URL-encoded one.
func cutBody(contentType string, body []byte) (form []byte, sent []string) {
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && kind == "application/x-www-form-urlencoded":
		rest, sent := cut(string(body))
		return []byte(rest), sent
	case err == nil && kind == "multipart/form-data":
		parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
		var pairs []string
		for {
			p, err := parts.NextPart()
			if err != nil {
				break
			}
			name := p.FormName()
			if !kept(name) {
				continue
			}
			value, err := io.ReadAll(p)
			if err != nil {
				break
			}
			pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(string(value)))
			sent = append(sent, name)
		}
		return []byte(strings.Join(pairs, "&")), sent
	}
	return nil, nil
}

// isMessage gives the parameter among the sent ones that holds a message, a response before a request.
func isMessage(sent []string) string {
	for _, known := range messageParams {
		if slices.ContainsFunc(sent, func(name string) bool { return strings.EqualFold(name, known) }) {
			return known
		}
	}
	return ""
}

// asksToSignIn says whether the parameters ask an identity provider to sign the user in.
func asksToSignIn(sent []string) bool {
	return slices.ContainsFunc(sent, func(name string) bool {
		return strings.EqualFold(name, "SAMLRequest") || strings.EqualFold(name, "wtrealm")
	})
}
