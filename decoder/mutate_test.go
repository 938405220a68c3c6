package decoder_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/wire"
)

const (
	mutants      = 10_000
	fewMutants   = 1_000 // of go test -short
	mutantSeed   = 0x5A317
	mutantHeap   = 512 << 20
	mutantXML    = 1 << 20         // of larger messages TestLimits says enough
	mutantAnswer = 5 * time.Second // a hang ends here; slow is for benchmarks to say
)

// specimen is a case that mutants are made of.
type specimen struct {
	file     string
	capture  wire.Capture
	options  decoder.Options
	body     []byte
	messages []string // the XML found in it, without the layers around it
	signed   signed
}

// signed is what a key of the metadata signed: of all messages with a valid signature, of those that are
// accepted, and of all the fields that a good signature covers, whatever the message is worth.
type signed struct{ valid, accepted, fields map[string]bool }

func nothingSigned() signed {
	return signed{map[string]bool{}, map[string]bool{}, map[string]bool{}}
}

func (s signed) with(other signed) signed {
	all := nothingSigned()
	maps.Copy(all.valid, s.valid)
	maps.Copy(all.accepted, s.accepted)
	maps.Copy(all.fields, s.fields)
	maps.Copy(all.valid, other.valid)
	maps.Copy(all.accepted, other.accepted)
	maps.Copy(all.fields, other.fields)
	return all
}

func signedIn(r report.Report) signed {
	s := nothingSigned()
	for _, m := range r.Messages {
		if m.Signature == report.Valid {
			s.valid[believed(m)] = true
		}
		if m.Verdict == report.Accepted {
			s.accepted[believed(m)] = true
		}
		for _, c := range m.Coverage {
			if c.Covered {
				s.fields[field(c)] = true
			}
		}
	}
	return s
}

func field(c report.Coverage) string { return fmt.Sprintf("%s %q %q", c.Field, c.Name, c.Values) }

// believed is all that a message says under a good signature, and that an application would act on.
func believed(m report.Message) string {
	type claim struct {
		Name, SentAs string
		Values       []string
	}
	var claims []claim
	for _, c := range m.Claims {
		if c.Verified && c.State != report.Missing {
			claims = append(claims, claim{c.Name, c.SentAs, c.Values})
		}
	}
	s := m.Summary
	text, err := json.Marshal([]any{s.Issuer, s.NameID, s.NameIDFormat, s.Audience, s.Recipient, s.NotBefore, s.NotOnOrAfter, claims})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// alone gives the messages without the capture around them: a mutation may lose the request that a message
// should have answered, or the address it was sent to, and nothing speaks against it then.
func (s specimen) alone() [][]byte {
	all := make([][]byte, len(s.messages))
	for i, m := range s.messages {
		all[i] = []byte(m)
	}
	return all
}

func specimens(t *testing.T) []specimen {
	t.Helper()
	var all []specimen
	for _, pattern := range []string{"../testdata/vectors/*.txtar", "../assets/examples/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no scenario matches %s: %v", pattern, err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s, err := scenario.Parse(text)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			sp := specimen{file: filepath.Base(name), body: s.Capture.Data}
			if sp.capture, sp.options, err = decoder.Setting(s); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			r, err := decoder.Inspect(context.Background(), sp.capture, sp.options)
			var nothing *wire.Nothing
			if err != nil && !errors.As(err, &nothing) {
				t.Fatalf("%s: %v", name, err)
			}
			large := false
			for _, m := range r.Messages {
				large = large || len(m.XML) > mutantXML
				if m.XML != "" {
					sp.messages = append(sp.messages, m.XML)
				}
			}
			if large {
				continue
			}
			sp.signed = signedIn(r)
			for _, body := range sp.alone() {
				r, _ := inspectMutant(sp, body)
				sp.signed = sp.signed.with(signedIn(r))
			}
			all = append(all, sp)
		}
	}
	return all
}

// Whatever is done to a capture, the answer comes, is well formed, and believes nothing but what a key
// of the metadata signed.
func TestMutants(t *testing.T) {
	n := mutants
	if testing.Short() {
		n = fewMutants
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(mutantHeap))
	all := specimens(t)
	everywhere := nothingSigned()
	for _, s := range all {
		everywhere = everywhere.with(s.signed)
	}
	var most, next atomic.Uint64
	var read, whole, believing atomic.Int64
	stop := watchHeap(&most)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				s := all[i%len(all)]
				m := &mutator{Rand: rand.New(rand.NewPCG(mutantSeed, uint64(i))), others: all}
				body, how := m.mutant(s)
				may := s.signed
				if len(may.valid) == 0 {
					may = everywhere // an attack that a mutation undoes is what it was made of
				}
				for _, donor := range m.donors {
					theirs := nothingSigned()
					for _, body := range append([][]byte{donor.body}, donor.alone()...) {
						r, _ := inspectMutant(s, body) // by the keys and the profile of this case
						theirs = theirs.with(signedIn(r))
					}
					if len(theirs.valid) == 0 {
						theirs = everywhere
					}
					may = may.with(theirs)
				}
				r, err := inspectMutant(s, body)
				fault := lawful(r, err)
				for _, msg := range r.Messages {
					read.Add(1)
					fault = errors.Join(fault, believes(msg, may))
					if msg.XML != "" && msg.Summary.ID != "" {
						whole.Add(1)
					}
					if msg.Signature == report.Valid {
						believing.Add(1)
					}
				}
				name := fmt.Sprintf("mutant %d of %s (%s)", i, s.file, strings.Join(how, ", "))
				if fault != nil {
					t.Errorf("%s: %v", name, fault)
				}
				heldHeap(t, name+" or one beside it", &most)
			}
		})
	}
	wg.Wait()
	stop()
	t.Logf("%d mutants: %d messages found, %d of them read, %d with a valid signature; largest heap %d MB",
		n, read.Load(), whole.Load(), believing.Load(), most.Load()>>20)
	// Mutants that are all rubbish would prove nothing about what is read, and those that are all sound neither.
	if whole.Load() < int64(n)/4 || believing.Load() < int64(n)/50 || believing.Load() > int64(n)/2 {
		t.Error("expected mutants on both sides of the signature")
	}
}

// inspectMutant turns a panic into an error, so that the mutant is named.
func inspectMutant(s specimen, body []byte) (r report.Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), mutantAnswer)
	defer cancel()
	c := s.capture
	c.Body, c.Size = bytes.NewReader(body), int64(len(body))
	return decoder.Inspect(ctx, c, s.options)
}

// believes holds the law of trust: what counts as signed is what was signed when it was made.
func believes(m report.Message, may signed) error {
	what := believed(m)
	if m.Signature == report.Valid && !may.valid[what] {
		return fmt.Errorf("message %d: the signature is valid for what was not signed: %s", m.Index, what)
	}
	for _, c := range m.Coverage {
		if c.Covered && !may.fields[field(c)] {
			return fmt.Errorf("message %d: marked as signed: %s", m.Index, field(c))
		}
	}
	if m.Verdict != report.Accepted {
		return nil
	}
	switch {
	case m.Kind != "Response" || m.Signature != report.Valid:
		return fmt.Errorf("message %d: accepted as %s with a signature that is %s", m.Index, m.Kind, m.Signature)
	case len(may.accepted) > 0 && !may.accepted[what]:
		return fmt.Errorf("message %d: accepted with other claims: %s", m.Index, what)
	case slices.ContainsFunc(m.Claims, func(c report.Claim) bool { return c.State == report.Present && !c.Verified }):
		return fmt.Errorf("message %d: accepted with a claim that is not verified", m.Index)
	}
	return nil
}

// lawful holds what is true of every report.
func lawful(r report.Report, err error) error {
	var nothing *wire.Nothing
	switch {
	case errors.As(err, &nothing):
		if r.Problem == nil || r.Problem.Sentence == "" || r.Problem.Owner == "" || len(r.Messages) != 0 || r.Chosen != -1 {
			return fmt.Errorf("expected a problem and no message, found %+v", r)
		}
		return nil
	case err != nil:
		return err
	case r.Problem != nil || r.Chosen < 0 || r.Chosen >= len(r.Messages) || len(r.Messages) > wire.DefaultLimits.Messages:
		return fmt.Errorf("%d messages, number %d chosen, problem %v", len(r.Messages), r.Chosen, r.Problem)
	}
	for i, m := range r.Messages {
		if err := lawfulMessage(i, m); err != nil {
			return fmt.Errorf("message %d: %w", i, err)
		}
	}
	return nil
}

func lawfulMessage(index int, m report.Message) error {
	switch {
	case m.Index != index || m.Kind == "" || m.Sentence == "" || m.JudgedBy == "":
		return fmt.Errorf("index %d, kind %q, sentence %q, judged by %q", m.Index, m.Kind, m.Sentence, m.JudgedBy)
	case !slices.Contains([]report.Verdict{report.Accepted, report.Refused, report.Undetermined}, m.Verdict):
		return fmt.Errorf("verdict %q", m.Verdict)
	case !slices.Contains([]report.Signature{report.Valid, report.Invalid, report.Unsigned, report.Unverifiable}, m.Signature):
		return fmt.Errorf("signature %q", m.Signature)
	case m.Verdict == report.Accepted && m.Cause != nil:
		return fmt.Errorf("accepted, and yet there is a cause: %s", m.Cause.Check)
	case m.Verdict != report.Accepted && (m.Cause == nil || m.Cause.Owner == "" || m.Cause.Sentence == "" || len(m.Cause.Steps) == 0):
		return fmt.Errorf("%s without a cause that somebody can mend: %+v", m.Verdict, m.Cause)
	}
	for _, f := range m.Findings {
		switch {
		case strings.HasPrefix(f.Detail, "Reading or verifying stopped"):
			return fmt.Errorf("%s: %s", f.Check, f.Detail)
		case f.Level == report.Fail && (f.Owner == "" || len(f.Steps) == 0 || f.Detail == "" || f.Spec == ""):
			return fmt.Errorf("%s fails without owner, steps, detail or source", f.Check)
		case f.Level == report.Fail && m.Verdict == report.Accepted:
			return fmt.Errorf("accepted, and yet %s fails", f.Check)
		}
	}
	for _, c := range m.Covered {
		if c.Start < 0 || c.End > len(m.XML) || c.Start >= c.End {
			return fmt.Errorf("bytes %d to %d of %d are covered", c.Start, c.End, len(m.XML))
		}
	}
	return nil
}
