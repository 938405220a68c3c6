package signature

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/beevik/etree"

	"claimcheck/decoder/tree"
)

// What the second witness says of a signature that the first finds good.
const (
	agrees      = "agrees"
	disagrees   = "disagrees: "
	cannotJudge = "cannot judge: "
)

// witness is asked about a reading that verified. It works beside the first one, from when it begins.
type witness interface {
	begin()
	ask(*signed, reading) <-chan testimony
}

// testimony is what the second witness says; an error disputes the reading.
type testimony struct {
	said string
	err  error
}

// Ahead is a document as etree reads it, over encoding/xml: what the second witness goes by. It may be read
// before it is known whether that will be asked, beside the reading of the first. Its elements are not changed.
type Ahead struct {
	source string
	ready  chan struct{} // closed when the document was read
	doc    *etree.Document
	work   int   // done to read it
	err    error // why it was not read
}

// ReadAhead begins to read a document. It ends with ctx.
func ReadAhead(ctx context.Context, source string) *Ahead {
	a := &Ahead{source: source, ready: make(chan struct{})}
	go func() {
		defer close(a.ready)
		defer func() {
			if p := recover(); p != nil {
				a.err = broke(p)
			}
		}()
		a.err = a.read(ctx)
	}()
	return a
}

// read reads the document. That the encoding which it declares is not looked at is right: the octets are UTF-8
// by now.
func (a *Ahead) read(ctx context.Context) error {
	const octets = 8 // a step
	if a.work = strings.Count(a.source, "<") + strings.Count(a.source, "=") + len(a.source)/octets; a.work > maxWork {
		return errTooMuch
	}
	a.doc = etree.NewDocument()
	a.doc.ReadSettings = etree.ReadSettings{PreserveDuplicateAttrs: true}
	_, err := a.doc.ReadFrom(&until{ctx, strings.NewReader(a.source)})
	return err
}

// until is a reader that ends with ctx.
type until struct {
	ctx context.Context
	io.Reader
}

func (u *until) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(b)
}

// second is goxmldsig with a reader of its own: etree reads the octets of the document once more. It knows of
// the first witness only which Signature is meant, counted from the start of the document.
type second struct {
	doc        *tree.Doc
	ahead      *Ahead // of the same octets; nil: read when it begins
	once       sync.Once
	ready      chan struct{} // closed when the document was read
	root       *etree.Element
	signatures []*etree.Element
	err        error // why it was not read
	mu         sync.Mutex
	work       int // done so far for the document
}

// newSecond takes what was read ahead if it is of the octets of d, and not else.
func newSecond(d *tree.Doc, ahead *Ahead) *second {
	if ahead != nil && ahead.source != d.Source {
		ahead = nil
	}
	return &second{doc: d, ahead: ahead, ready: make(chan struct{})}
}

// begin lets it read the document.
func (o *second) begin() {
	o.once.Do(func() {
		go func() {
			defer close(o.ready)
			defer func() {
				if p := recover(); p != nil {
					o.err = broke(p)
				}
			}()
			o.err = o.read()
		}()
	})
}

// broke is the error of a library that panicked.
func broke(p any) error { return fmt.Errorf("it broke: %v", p) }

// ask gives what it says once that is known.
func (o *second) ask(s *signed, v reading) <-chan testimony {
	answer := make(chan testimony, 1)
	o.begin()
	go func() {
		<-o.ready
		o.mu.Lock()
		defer o.mu.Unlock()
		said, err := o.testify(s, v)
		answer <- testimony{said, err}
	}()
	return answer
}

// testify finds the signature, makes the octets of SignedInfo and of the content, and reads what SignedInfo
// says. err is nil unless it disagrees where it is not known to be wrong.
func (o *second) testify(s *signed, v reading) (said string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = broke(p)
			said = disagrees + err.Error()
		}
	}()
	if o.err != nil {
		return part{form: form{apex: o.doc.Root}, whole: true}.disputed(o.err)
	}
	h, err := o.hear(s.number)
	if err != nil {
		return disagrees + err.Error(), err
	}
	for _, p := range []struct {
		part
		apex, leave *etree.Element
		by          canonicalizer
		want        []byte
	}{
		{part{s.infoC14N, form{apex: s.info}, o.doc.Source, false}, h.info, nil, h.infoC14N, v.info},
		{part{s.contentC14N, form{apex: s.parent, leave: s.node}, o.doc.Source, false}, h.apex, h.node, h.contentC14N, v.content},
	} {
		have, err := o.octets(p.apex, p.leave, p.by)
		if err == nil && !bytes.Equal(have, p.want) {
			err = fmt.Errorf("another canonical form of %s", p.apex.Tag)
		}
		if err != nil {
			return p.disputed(err)
		}
	}
	if err := h.fits(s, v); err != nil {
		return disagrees + err.Error(), err
	}
	return agrees, nil
}

// disputed is what is said of a part on which the witnesses are not at one.
func (p part) disputed(err error) (said string, dispute error) {
	if errors.Is(err, errTooMuch) {
		return cannotJudge + err.Error(), nil
	}
	if known := p.known(); known != "" {
		return cannotJudge + known, nil
	}
	return disagrees + err.Error(), err
}

// read reads the document, unless that was done ahead, and finds its signatures.
func (o *second) read() error {
	if o.ahead == nil {
		o.ahead = ReadAhead(context.Background(), o.doc.Source)
	}
	<-o.ahead.ready
	if o.ahead.err != nil {
		return o.ahead.err
	}
	o.work, o.root = o.ahead.work, o.ahead.doc.Root()
	o.collect(&o.ahead.doc.Element)
	return nil
}

// collect finds the signatures in and below e, in document order.
func (o *second) collect(e *etree.Element) {
	for _, t := range e.Child {
		if c, ok := t.(*etree.Element); ok {
			if c.Tag == "Signature" && c.NamespaceURI() == nsDsig {
				o.signatures = append(o.signatures, c)
			}
			o.collect(c)
		}
	}
}

// heard is a Signature as the second witness reads it.
type heard struct {
	apex, node, info                               *etree.Element
	infoC14N, contentC14N                          canonicalizer
	reference, method, digestMethod, digest, value string
}

// hear reads the Signature of that number.
func (o *second) hear(number int) (h heard, err error) {
	if number >= len(o.signatures) {
		return h, fmt.Errorf("it finds %d signatures in the document", len(o.signatures))
	}
	h.node = o.signatures[number]
	h.apex = h.node.Parent()
	inside := func(e *etree.Element, tag string) *etree.Element {
		var found *etree.Element
		for _, t := range e.Child {
			if c, ok := t.(*etree.Element); ok && c.Tag == tag && c.NamespaceURI() == nsDsig {
				if found != nil {
					err = fmt.Errorf("it finds more than one %s in %s", tag, e.Tag)
				}
				found = c
			}
		}
		if found == nil {
			err = fmt.Errorf("it finds no %s in %s", tag, e.Tag)
			found = &etree.Element{}
		}
		return found
	}
	algorithm := func(e *etree.Element) string { return e.SelectAttrValue("Algorithm", "") }
	h.info = inside(h.node, "SignedInfo")
	h.value = inside(h.node, "SignatureValue").Text()
	h.infoC14N = readCanonicalizer(inside(h.info, "CanonicalizationMethod"))
	h.method = algorithm(inside(h.info, "SignatureMethod"))
	reference := inside(h.info, "Reference")
	h.reference = reference.SelectAttrValue("URI", "")
	h.digestMethod = algorithm(inside(reference, "DigestMethod"))
	h.digest = inside(reference, "DigestValue").Text()
	h.contentC14N = canonicalizer{uri: inclusiveC14N}
	for _, t := range inside(reference, "Transforms").ChildElements() {
		if algorithm(t) != enveloped {
			h.contentC14N = readCanonicalizer(t)
			h.contentC14N.comments = false // "#id" selects none (XMLDSig 4.4.3.3)
		}
	}
	return h, err
}

// fits says where the second witness read another SignedInfo or value than the first.
func (h heard) fits(s *signed, v reading) error {
	decoded := func(text string) []byte {
		octets, err := base64.StdEncoding.Strict().DecodeString(squeeze(text))
		if err != nil {
			return nil
		}
		return octets
	}
	switch {
	case h.method != s.method.URI:
		return fmt.Errorf("it reads the signature algorithm %s", show(h.method))
	case byURI[h.digestMethod].hash != s.digestMethod:
		return fmt.Errorf("it reads the digest algorithm %s", show(h.digestMethod))
	case !bytes.Equal(decoded(h.digest), v.digest):
		return fmt.Errorf("it reads the digest %s", show(h.digest))
	case !bytes.Equal(decoded(h.value), s.value):
		return errors.New("it reads another signature value")
	}
	for _, a := range h.apex.Attr {
		if a.Space == "" && (h.reference == "" || h.reference == "#"+a.Value) {
			return nil
		}
	}
	return fmt.Errorf("it reads a reference to %s", show(h.reference))
}
