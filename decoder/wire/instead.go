package wire

import (
	"bytes"
	"slices"
)

// expected is what a capture should hold, in words.
const expected = "a SAML message: XML, Base64, a URL, a form, a HAR file, or the text of an error page"

// order ranks the answers when a capture gave several: what the person can act on comes first.
var order = []string{
	"private-key", "too-large", "encoding", "truncated", "damaged", "artifact", "masked", "har-sanitised",
	"jwt", "oidc-code", "certificate", "html", "har-without-saml", "json", "empty", "binary", "word", "text",
}

// instead says what the capture is, as it holds no message.
func (o *opener) instead(text []byte) *Nothing {
	if len(bytes.TrimSpace(text)) == 0 && !o.streamed {
		o.hint(&Nothing{What: "empty", Found: "nothing: the paste is empty", Expected: expected, Hint: "Copy the value again, then paste it here."})
	}
	if len(o.hints) == 0 {
		o.hint(&Nothing{What: "text", Found: "a text without a SAML message in it", Expected: expected,
			Hint: "Paste the whole address bar, the whole form data of the sign-in request, or drop a HAR file."})
	}
	best := o.hints[0]
	for _, h := range o.hints[1:] {
		if slices.Index(order, h.What) < slices.Index(order, best.What) {
			best = h
		}
	}
	return best
}

func tooLarge(found, expected string) *Nothing {
	return &Nothing{What: "too-large", Found: found, Expected: expected, Hint: "Save a shorter capture that holds the sign-in only."}
}

func truncated(chars int) *Nothing {
	return &Nothing{What: "truncated", Found: "the Base64 stops in mid-message after " + thousands(chars) + " characters", Expected: "a whole message",
		Hint: "The value was cut off when it was copied. Copy it again to its end, or save a HAR file and open that."}
}

func damaged(found string) *Nothing {
	return &Nothing{What: "damaged", Found: found, Expected: "a whole message", Hint: "Copy the value again from its source, or save a HAR file and open that."}
}

func badEncoding(err error) *Nothing {
	return &Nothing{What: "encoding", Found: "a message whose character encoding cannot be read: " + err.Error(),
		Expected: "UTF-8 or UTF-16, US-ASCII, ISO-8859-1 or windows-1252 where the XML declaration says so", Hint: "Save the original bytes of the message and open that file."}
}

func artifact() *Nothing {
	return &Nothing{What: "artifact", Found: "a SAML artifact (parameter SAMLart), which is a reference and holds no message", Expected: expected,
		Hint: "The message itself goes from server to server with this binding. Ask for the HTTP-POST binding."}
}

func masked(name string) *Nothing {
	return &Nothing{What: "masked", Found: "the parameter " + name + " with its value taken out", Expected: "the value as it was sent",
		Hint: "The capture was sanitised. Save it again without removing or masking values."}
}

// isMasked says whether a value is what tools put in the place of a secret: SAML-tracer's masks, the
// word of HAR sanitisers, stars.
func isMasked(v string) bool {
	b := bytes.ToLower([]byte(v))
	switch {
	case len(b) == 0 || len(b) > 200:
		return false
	case bytes.HasPrefix(b, []byte("{obf:")), bytes.HasPrefix(b, []byte("{hash:")), bytes.HasPrefix(b, []byte("{overwritten}")):
		return true
	case bytes.Contains(b, []byte("redacted")), bytes.Contains(b, []byte("sanitized")), bytes.Contains(b, []byte("sanitised")), bytes.Contains(b, []byte("masked")):
		return true
	}
	return len(bytes.Trim(b, "*xX.…-")) == 0
}

// derFound names DER-encoded bytes.
func derFound(d []byte) *Nothing {
	return &Nothing{What: "certificate", Found: "a certificate or key", Expected: expected, Hint: "Import a certificate beside the metadata, not as a message."}
}
