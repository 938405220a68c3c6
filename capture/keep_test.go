package capture

import (
	"slices"
	"testing"
)

func TestCutURL(t *testing.T) {
	for _, c := range []struct {
		url, shown string
		sent       []string
	}{
		{"https://idp.example.com/sso?SAMLRequest=a%2Bb%3d&RelayState=%2fx&SigAlg=s&Signature=t", "https://idp.example.com/sso?SAMLRequest=a%2Bb%3d&RelayState=%2fx&SigAlg=s&Signature=t", []string{"SAMLRequest", "RelayState", "SigAlg", "Signature"}},
		{"https://idp.example.com/adfs/ls/?wa=wsignin1.0&wtrealm=urn:x&wctx=y&username=b.simon", "https://idp.example.com/adfs/ls/?wa=wsignin1.0&wtrealm=urn:x&wctx=y&username=", []string{"wa", "wtrealm", "wctx"}},
		{"https://app.example.com/cb?code=secret&state=secret#id_token=secret", "https://app.example.com/cb?code=&state=", nil},
		{"https://app.example.com/cb?secret", "https://app.example.com/cb", nil},
		{"https://app.example.com/?error=access_denied&error_description=AADSTS50105%3a+no", "https://app.example.com/?error=access_denied&error_description=AADSTS50105%3a+no", []string{"error", "error_description"}},
		{"https://user:secret@app.example.com/", "https://app.example.com/", nil},
		{"https://app.example.com/?SAMLResponse=", "https://app.example.com/?SAMLResponse=", nil},
		{"https://app.example.com/?%zz=secret", "https://app.example.com/", nil},
		{"data:text/html,secret", "data:", nil},
		{"secret", "about:", nil},
		{"", "about:", nil},
	} {
		if shown, sent := cutURL(c.url); shown != c.shown || !slices.Equal(sent, c.sent) {
			t.Errorf("%s\nis cut to %s with %q\nexpected  %s with %q", c.url, shown, sent, c.shown, c.sent)
		}
	}
}

func TestCutBody(t *testing.T) {
	const multi = "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nsecret\r\n--b\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\n\r\na+b=\r\n--b--\r\n"
	for _, c := range []struct{ kind, body, form, param string }{
		{"application/x-www-form-urlencoded", "SAMLResponse=a%2Bb&RelayState=&password=secret", "SAMLResponse=a%2Bb&RelayState=&password=", "SAMLResponse"},
		{"application/x-www-form-urlencoded; charset=UTF-8", "user=b&wresult=%3Ct%3E", "user=&wresult=%3Ct%3E", "wresult"},
		{"application/x-www-form-urlencoded", "SAMLRequest=q&SAMLResponse=r", "SAMLRequest=q&SAMLResponse=r", "SAMLResponse"},
		{"application/x-www-form-urlencoded", "password=SAMLResponse%3Dsecret", "password=", ""},
		{"multipart/form-data; boundary=b", multi, "SAMLResponse=a%2Bb%3D", "SAMLResponse"},
		{"multipart/form-data; boundary=b", multi[:60], "", ""},
		{"multipart/form-data", multi, "", ""},
		{"text/plain", "SAMLResponse=a", "", ""},
		{"application/json", `{"SAMLResponse":"a"}`, "", ""},
		{"", "SAMLResponse=a", "", ""},
	} {
		if form, sent := cutBody(c.kind, []byte(c.body)); string(form) != c.form || isMessage(sent) != c.param {
			t.Errorf("%s %s\nis cut to %s with %q\nexpected  %s with %s", c.kind, c.body, form, sent, c.form, c.param)
		}
	}
}
