package wire

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"
)

// Values below each other are as many messages, whether or not padding parts them; on one line they are a
// message with something behind it.
func TestValuesBelowEachOther(t *testing.T) {
	for _, pad := range []string{"", " ", "  "} {
		one := `<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1"` + pad + `/>`
		two := `<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_2"/>`
		first, second := base64.StdEncoding.EncodeToString([]byte(one)), base64.StdEncoding.EncodeToString([]byte(two))
		for _, between := range []string{"\n", "\r\n", "\n\n"} {
			got, err := Open(context.Background(), Capture{Name: "paste", Origin: Paste, Body: strings.NewReader(first + between + second)}, DefaultLimits, nil)
			if err != nil || len(got.Payloads) != 2 || string(got.Payloads[0].XML) != one || string(got.Payloads[1].XML) != two {
				t.Errorf("%q between: got %d messages, %v; expected 2", between, len(got.Payloads), err)
			}
		}
	}
	joined := base64.StdEncoding.EncodeToString([]byte(`<p:Response xmlns:p="urn:x" ID="_1"/><p:Response xmlns:p="urn:x" ID="_2"/>`))
	got, err := Open(context.Background(), Capture{Name: "paste", Origin: Paste, Body: strings.NewReader(joined)}, DefaultLimits, nil)
	if err != nil || len(got.Payloads) != 1 {
		t.Errorf("on one line: got %d messages, %v; expected 1", len(got.Payloads), err)
	}
}
