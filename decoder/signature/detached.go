package signature

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"

	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

// Rewrite is what stands between the query that a key signed and the query that was received.
type Rewrite string

// The rewrites. A signature that is explained by one is not good.
const (
	Reordered Rewrite = "order"       // the parameters were signed in another order
	Relayed   Rewrite = "relay-state" // RelayState was signed and did not arrive, or arrived and was not signed
	Reescaped Rewrite = "escapes"     // the values were signed with other percent-escapes, or with none
)

// maxQuery bounds a query that is written anew to explain its signature, in octets. No browser carries more.
const maxQuery = 64 << 10

// query is the query of the Redirect binding: its values as they were received.
type query struct {
	name      string // SAMLRequest or SAMLResponse
	raw       map[string]string
	order     []string // the names as they stand in the query, without Signature
	method    method
	signature []byte
}

// queryNames are the parameters that take part in a signature (Bindings 3.4.4.1).
var queryNames = []string{"SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature"}

// Detached judges the signature in the query of the Redirect binding (Bindings 3.4.4.1). It is made over the
// values as they were received, escapes and all: SAMLRequest or SAMLResponse, RelayState if there is one, SigAlg,
// in this order wherever they stand. raw is the query without its question mark, xml the message that was read
// from it, root its root element. Where no key made it, other orders and escapes are tried as an explanation;
// none of them makes it good.
//
// No second witness is asked. What the two could differ in is canonicalization, and here is none: the octets
// go to the standard library's cryptography as they are.
func Detached(ctx context.Context, raw string, xml []byte, root *tree.Node, keys []Key) Result {
	r := Result{Parent: root, Detached: true}
	r.ID, _ = root.Attr("ID")
	q, refusal := readQuery(raw, &r)
	if refusal == nil && !q.carries(xml) {
		refusal = refuse(Malformed, "expected the message in %s as raw DEFLATE in Base64, found it in another form: what is signed is not what is read", q.name)
	}
	if refusal != nil {
		r.Cause, r.Detail = refusal.cause, refusal.detail
		return r
	}
	told := ""
	if len(keys) > maxKeys {
		told = fmt.Sprintf("; only the first %d of %d keys were tried", maxKeys, len(keys))
		keys = keys[:maxKeys]
	}
	value := hash(q.method.hash, []byte(q.octets(signedOrder, q.raw)))
	for i := range keys {
		if ctx.Err() != nil {
			r.Cause, r.Limit = Unsupported, true
			r.Detail = ours("it was not judged to the end: " + ctx.Err().Error())
			return r
		}
		if q.method.fits(keys[i].Public, value, q.signature) {
			r.Cause, r.Key, r.Verified = Good, &keys[i], root
			r.Detail = "it stands in the URL and covers the whole message, RelayState and SigAlg as they were received"
			return r
		}
	}
	switch bad := q.method.misshapen(q.signature); {
	case bad != "":
		r.Cause, r.Detail = Damaged, bad
	case len(keys) == 0:
		r.Cause, r.Detail = NoTrust, "it stands in the URL, which names no key; no key was given to verify it with"
	case q.rewritten(ctx, &r, keys):
	default:
		r.Cause = UnknownKey
		r.Detail = fmt.Sprintf("none of the %d given keys made it over the URL as it was received, nor over another order or other escapes of it; "+
			"a URL names no key, so another key or a change to the URL look the same", len(keys)) + told
	}
	return r
}

// readQuery reads the parameters, each of which may stand once: of two, a verifier and a reader could take
// different ones.
func readQuery(raw string, r *Result) (query, *refusal) {
	q := query{raw: map[string]string{}}
	for piece := range strings.SplitSeq(raw, "&") {
		written, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(piece), "amp;"), "=") // the source of a page writes &amp;
		name := written
		if decoded, err := url.QueryUnescape(name); err == nil {
			name = decoded
		}
		at := slices.IndexFunc(queryNames, func(known string) bool { return strings.EqualFold(known, name) })
		if !ok || at < 0 {
			continue
		}
		name = queryNames[at]
		if _, twice := q.raw[name]; twice {
			return q, refuse(Malformed, "expected %s once, found it twice", name)
		}
		if written != name {
			return q, refuse(Malformed, "expected the parameter %s, found %s: the name is signed as well", name, show(written))
		}
		q.raw[name] = value
		if name != "Signature" {
			q.order = append(q.order, name)
		}
		if at < 2 {
			if q.name != "" {
				return q, refuse(Malformed, "expected SAMLRequest or SAMLResponse, found both")
			}
			q.name = name
		}
	}
	if q.name == "" {
		return q, refuse(Malformed, "expected SAMLRequest or SAMLResponse beside the signature, found neither")
	}
	uri, err := url.QueryUnescape(q.raw["SigAlg"])
	if err != nil {
		return q, refuse(Malformed, "expected SigAlg with valid escapes: %s", err)
	}
	r.Algorithm = uri
	m, known := byURI[uri]
	switch {
	case uri == "":
		return q, refuse(Malformed, "expected SigAlg beside Signature, found none")
	case !known:
		return q, refuse(Unsupported, "expected a known signature algorithm, found %s", show(uri))
	case m.Level == Refused:
		return q, refuse(Unsupported, "the signature algorithm %s is refused: %s", m.Name, m.Why)
	case m.family == digest:
		return q, refuse(Unsupported, "expected a signature algorithm, found the digest algorithm %s", m.Name)
	}
	q.method = m
	if q.signature, err = unpack(q.raw["Signature"]); err != nil || len(q.signature) == 0 {
		return q, refuse(Malformed, "expected a signature value as Base64 in Signature, found %s", show(q.raw["Signature"]))
	}
	return q, nil
}

// unpack decodes a value that is Base64 in percent-escapes. An unescaped '+' is a blank to forms, and meant
// as one of Base64.
func unpack(raw string) ([]byte, error) {
	text, err := url.QueryUnescape(raw)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.Strict().DecodeString(squeeze(strings.ReplaceAll(text, " ", "+")))
}

// carries says whether the message in the query is the one that was read, which is UTF-8 whatever was sent.
func (q query) carries(xml []byte) bool {
	packed, err := unpack(q.raw[q.name])
	if err != nil {
		return false
	}
	const mark = 2 // octets of a byte order mark in UTF-16, which takes two octets for one
	sent, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), int64(2*len(xml)+mark+1)))
	if err != nil {
		return false
	}
	text, _, err := wire.UTF8(sent)
	return err == nil && bytes.Equal(text, xml)
}

// signedOrder is the order of what is signed; one of the first two is there.
var signedOrder = []string{"SAMLRequest", "SAMLResponse", "RelayState", "SigAlg"}

// octets are what is signed.
func (q query) octets(order []string, values map[string]string) string {
	var b strings.Builder
	for _, name := range order {
		if v, ok := values[name]; ok {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(name + "=" + v)
		}
	}
	return b.String()
}

// escaping is a way to write a value into a URL.
type escaping struct {
	words string
	keep  string // besides letters and digits, what is not escaped
	blank string // what stands for a blank
	lower bool   // hexadecimal digits are small letters
}

// escapings are those of the libraries that signers use.
var escapings = []escaping{
	{"as forms are, in capitals", "-_.~", "+", false},
	{"as forms are, in small letters", "-_.~", "+", true},
	{"as .NET's HttpUtility does, in small letters", "-_.!*()", "+", true},
	{"as .NET's WebUtility does, in capitals", "-_.!*()", "+", false},
	{"as Java's URLEncoder does", "-_.*", "+", false},
	{"as PHP's urlencode does", "-_.", "+", false},
	{"as RFC 3986 has it, in capitals", "-_.~", "%20", false},
	{"as RFC 3986 has it, in small letters", "-_.~", "%20", true},
	{"as JavaScript's encodeURIComponent does", "-_.~!*'()", "%20", false},
}

func (e escaping) write(value string) string {
	digits := "0123456789ABCDEF"
	if e.lower {
		digits = "0123456789abcdef"
	}
	var b strings.Builder
	for i := range len(value) {
		switch c := value[i]; {
		case c >= '0' && c <= '9', c|0x20 >= 'a' && c|0x20 <= 'z', strings.IndexByte(e.keep, c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteString(e.blank)
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// queryForm is the query as a signer may have seen it, and what was done to it since.
type queryForm struct {
	order  []string
	values map[string]string
	why    []Rewrite
	words  []string
}

// forms gives the query in other orders, with other escapes, and with RelayState left out or put in.
func (q query) forms() iter.Seq[queryForm] {
	byName := slices.Sorted(slices.Values(q.order))
	orders := [][]string{signedOrder, q.order, byName}
	return func(yield func(queryForm) bool) {
		for _, spelt := range q.spellings() {
			for _, f := range []queryForm{spelt, spelt.relayed()} {
				for i, order := range orders {
					f := f
					f.order = order
					if i > 0 {
						f.why = append(slices.Clip(f.why), Reordered)
						f.words = append(slices.Clip(f.words), "in the order "+strings.Join(order, ", "))
					}
					if !yield(f) {
						return
					}
				}
			}
		}
	}
}

// spellings gives the query as it was received and with other escapes.
func (q query) spellings() []queryForm {
	as := []queryForm{{values: q.raw}}
	plain := map[string]string{}
	for name, raw := range q.raw {
		value, err := url.QueryUnescape(raw)
		if err != nil {
			return as
		}
		if name == q.name {
			value = strings.ReplaceAll(value, " ", "+")
		}
		plain[name] = value
	}
	other := func(words string, values map[string]string) {
		as = append(as, queryForm{values: values, why: []Rewrite{Reescaped}, words: []string{words}})
	}
	other("without any escapes", plain)
	for _, e := range escapings {
		values := map[string]string{}
		for name, value := range plain {
			values[name] = e.write(value)
		}
		other("with escapes "+e.words, values)
	}
	return as
}

// relayed leaves RelayState out, or puts an empty one in where there is none.
func (f queryForm) relayed() queryForm {
	values, words := maps.Clone(f.values), "with an empty RelayState, which is not in the URL"
	if _, sent := values["RelayState"]; sent {
		delete(values, "RelayState")
		words = "without the RelayState that is in the URL"
	} else {
		values["RelayState"] = ""
	}
	return queryForm{values: values, why: append(slices.Clip(f.why), Relayed), words: append(slices.Clip(f.words), words)}
}

// rewritten looks for another form of the query that one of the first few keys signed, and says in r what
// was done to it since.
func (q query) rewritten(ctx context.Context, r *Result, keys []Key) bool {
	if len(q.octets(signedOrder, q.raw)) > maxQuery {
		return false
	}
	for f := range q.forms() {
		value := hash(q.method.hash, []byte(q.octets(f.order, f.values)))
		for i := range keys[:min(len(keys), maxNamed)] {
			if ctx.Err() != nil {
				return false
			}
			if q.method.fits(keys[i].Public, value, q.signature) {
				r.Cause, r.Key, r.Rewrites = Altered, &keys[i], f.why
				r.Detail = "a given key made it over another form of the URL: " + strings.Join(f.words, ", and ")
				return true
			}
		}
	}
	return false
}
