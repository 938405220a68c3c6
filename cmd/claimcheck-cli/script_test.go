package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"claimcheck/decoder/mint"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"claimcheck-cli": main})
}

// The scripts run the program as a user does. Beside testscript's own commands they have
//
//	exits CODE ARG...     the program with ARG... ends with exactly CODE
//	mint KIND FILE        a message, key or file made by decoder/mint; spoiled-NAME is a metadata file of mint.SpoiledMetadata
//	json PATH WANT        the value at PATH of the JSON on standard output; ! for a path that is absent
//	contract              standard output keeps assets/report-v1.schema.json
//	printable             standard output and error have no character that a terminal obeys
//	big FILE MIB          a sparse file of that size that begins like Base64
func TestScripts(t *testing.T) {
	schema, err := filepath.Abs("../../assets/report-v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "UTC")
			e.Setenv("CLAIMCHECK_HOME", filepath.Join(e.WorkDir, "home")) // not the user's
			e.Setenv("TERM", "xterm")
			e.Setenv("NO_COLOR", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"mint":      minted,
			"json":      jsonValue,
			"printable": printable,
			"big":       big,
			"contract": func(ts *testscript.TestScript, _ bool, _ []string) {
				s, err := jsonschema.NewCompiler().Compile(schema)
				ts.Check(err)
				doc, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile("stdout")))
				ts.Check(err)
				ts.Check(s.Validate(doc))
			},
		},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec("claimcheck-cli", args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// made are the files that scripts ask for by name.
var made = map[string]func() []byte{
	"metadata":        func() []byte { return mint.AppMetadata().XML() },
	"tenant-metadata": func() []byte { return mint.TenantMetadata().XML() },
	"unsigned-metadata": func() []byte {
		m := mint.AppMetadata()
		m.Signing = nil
		return m.XML()
	},
	"broken-metadata": func() []byte {
		return bytes.Replace(mint.AppMetadata().XML(), []byte("/saml2"), []byte("/saml3"), 1)
	},
	"rollover-metadata": func() []byte {
		m := mint.AppMetadata()
		m.Keys = append(m.Keys, mint.Next())
		return m.XML()
	},
	"next-metadata": func() []byte {
		m := mint.AppMetadata()
		m.Keys, m.Signing = []*mint.Key{mint.Next()}, &mint.Signing{Key: mint.Next()}
		return m.XML()
	},
	"federation": func() []byte { // more than is read as a whole, with the application's entity last
		_, entity, _ := bytes.Cut(mint.AppMetadata().XML(), []byte("?>"))
		other := strings.ReplaceAll(string(entity), mint.Tenant, "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
		other = strings.ReplaceAll(other, mint.MetadataID, "_other")
		return []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + strings.Repeat(other, 21<<20/len(other)) + string(entity) + `</EntitiesDescriptor>`)
	},
	"cert": func() []byte { return mint.Active().CertPEM() },
	"foreign-metadata": func() []byte {
		m := mint.AppMetadata()
		m.Keys, m.Signing = []*mint.Key{mint.Foreign()}, &mint.Signing{Key: mint.Foreign()}
		return m.XML()
	},
	"foreign-cert": func() []byte { return mint.Foreign().CertPEM() },
	"sp-key":       func() []byte { return mint.SP().PrivatePEM() },
	"sp-key-locked": func() []byte {
		return must(os.ReadFile("../../decoder/encryption/testdata/keys/pkcs8-aes256-sha256.pem"))
	},
	"sp-key-old": func() []byte { return must(os.ReadFile("../../decoder/encryption/testdata/keys/old-des3.pem")) },
	"sp-key-pfx": func() []byte { return must(os.ReadFile("../../decoder/encryption/testdata/keys/aes256.pfx")) },
	"good":       func() []byte { return b64(mint.EntraResponse().Signed()) },
	"good-xml":   func() []byte { return mint.EntraResponse().Signed() },
	"no-country": func() []byte { return b64(mint.EntraResponse().Remove("Country").Signed()) },
	"namespaced": func() []byte {
		return b64(mint.EntraResponse().Rename("FirstName", mint.ClaimNamespace+"/FirstName").Signed())
	},
	"foreign": func() []byte { return signedBy(mint.Foreign()) },
	"altered": func() []byte {
		return b64(bytes.Replace(mint.EntraResponse().Signed(), []byte("Simon"), []byte("Simin"), 1))
	},
	"error-status":  func() []byte { return b64(mint.ErrorResponse("RequestDenied", "AADSTS50105: not assigned").Signed()) },
	"authn-request": func() []byte { return []byte(mint.AuthnRequest().XML()) },
	"redirect": func() []byte {
		return []byte(mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "state", nil))
	},
	"form":   func() []byte { return []byte(mint.Post("SAMLResponse", mint.EntraResponse().Signed(), "state")) },
	"cut":    func() []byte { b := b64(mint.EntraResponse().Signed()); return b[:len(b)/2] },
	"sealed": sealed,
	"hostile": func() []byte {
		return b64(mint.EntraResponse().Set("FirstName", "B.\n✓ ACCEPTED\u202e\u009b2J").Signed())
	},
	"har": func() []byte { return har(mint.EntraResponse().Remove("Country").Signed()) },
	"zip": func() []byte {
		return zipped("notes.txt", "nothing here", "\u202egood\n.txt", string(b64(mint.EntraResponse().Signed())), "sign-in/case.har", string(har(mint.EntraResponse().Remove("Country").Signed())))
	},
	"zip-of-nothing": func() []byte { return zipped("notes.txt", "nothing here", "more.txt", "nothing here either") },
	"saz": func() []byte {
		return zipped("raw/1_c.txt", "POST "+mint.ACS+" HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"+mint.Post("SAMLResponse", mint.EntraResponse().Remove("Country").Signed(), "state"),
			"raw/1_m.xml", `<Session><SessionTimers ClientBeginRequest="`+mint.Now.Add(time.Second).Format(time.RFC3339Nano)+`"/></Session>`,
			"raw/1_s.txt", "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<title>No</title>")
	},
	"mail": func() []byte {
		return []byte("From: B. Simon <b.simon@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nsee the file\r\n" +
			"--x\r\nContent-Disposition: attachment; filename=case.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + string(b64(zipped("good.txt", string(b64(mint.EntraResponse().Signed()))))) + "\r\n--x--\r\n")
	},
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// zipped is a ZIP file of names and contents in turns.
func zipped(of ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(of); i += 2 {
		w, err := z.Create(of[i])
		if err == nil {
			_, err = w.Write([]byte(of[i+1]))
		}
		must(nil, err)
	}
	must(nil, z.Close())
	return b.Bytes()
}

func b64(b []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(b)) }

func signedBy(k *mint.Key) []byte {
	r := mint.EntraResponse()
	r.Signing.Key = k
	return b64(r.Signed())
}

func sealed() []byte {
	r := mint.EntraResponse()
	r.Encrypt = mint.SP()
	return b64(r.Signed())
}

// har is a HAR of two entries: the request by redirect and the answer by post.
func har(response []byte) []byte {
	at := func(d time.Duration) string { return mint.Now.Add(d).Format(time.RFC3339Nano) }
	url := mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "state", nil)
	b, err := json.Marshal(map[string]any{"log": map[string]any{
		"version": "1.2", "creator": map[string]string{"name": "test", "version": "1"},
		"entries": []any{
			map[string]any{"startedDateTime": at(-time.Minute), "request": map[string]any{"method": "GET", "url": url}},
			map[string]any{"startedDateTime": at(time.Second), "request": map[string]any{
				"method": "POST", "url": mint.ACS,
				"postData": map[string]any{"mimeType": "application/x-www-form-urlencoded", "text": mint.Post("SAMLResponse", response, "state")},
			}},
		},
	}})
	if err != nil {
		panic(err)
	}
	return b
}

func minted(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: mint KIND FILE, found %q", args)
	}
	content := made[args[0]]
	if name, spoiled := strings.CutPrefix(args[0], "spoiled-"); spoiled {
		content = func() []byte { return mint.SpoiledAs(name) }
	}
	if content == nil {
		ts.Fatalf("mint makes no %q", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), content(), 0o600))
}

func jsonValue(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 && !(neg && len(args) == 1) {
		ts.Fatalf("usage: json PATH WANT, or ! json PATH")
	}
	var doc any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &doc))
	got, ok := at(doc, strings.Split(args[0], "."))
	if neg {
		if ok {
			ts.Fatalf("%s is there: %v", args[0], got)
		}
		return
	}
	if !ok {
		ts.Fatalf("there is no %s", args[0])
	}
	if text := fmt.Sprint(got); text != args[1] {
		ts.Fatalf("%s is %q, want %q", args[0], text, args[1])
	}
}

// at follows a path into a JSON value. In a list a step is an index, "len" for its length, or KEY=VALUE
// for its first object with that value.
func at(v any, path []string) (any, bool) {
	for i, step := range path {
		switch in := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = in[step]; !ok {
				return nil, false
			}
		case []any:
			if step == "len" {
				return len(in), true
			}
			if key, want, ok := strings.Cut(step, "="); ok {
				for _, e := range in {
					if o, ok := e.(map[string]any); ok && strings.ReplaceAll(fmt.Sprint(o[key]), ".", "_") == want {
						return at(e, path[i+1:])
					}
				}
				return nil, false
			}
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(in) {
				return nil, false
			}
			v = in[n]
		default:
			return nil, false
		}
	}
	return v, true
}

func printable(ts *testscript.TestScript, _ bool, _ []string) {
	for _, stream := range []string{"stdout", "stderr"} {
		for i, r := range ts.ReadFile(stream) {
			if r != '\n' && (r < ' ' || r >= 0x7f && r <= 0xa0 || r >= 0x2028 && r <= 0x202e || r == 0x200b || r >= 0x2060 && r <= 0x206f || r == 0xfffd) {
				ts.Fatalf("%s has %q at %d", stream, r, i)
			}
		}
	}
}

func big(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: big FILE MIB")
	}
	mib, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	name := ts.MkAbs(args[0])
	ts.Check(os.WriteFile(name, []byte("PHNhbWxwOlJlc3BvbnNl"), 0o600))
	ts.Check(os.Truncate(name, mib<<20))
}
