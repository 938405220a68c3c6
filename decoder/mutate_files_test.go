package decoder_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"

	"claimcheck/decoder"
	"claimcheck/decoder/encryption"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

// fileMutants are fewer: metadata and keys come from an administrator, and not from whoever signs in.
func fileMutants() int {
	if testing.Short() {
		return fewMutants / 4
	}
	return mutants / 10
}

// Whatever is done to a metadata file, reading it gives an answer, its own signature is good for what was signed
// alone, and a message that a stranger signed is not believed by it.
func TestMutantMetadata(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(mutantHeap))
	active := []signature.Key{{Public: mint.Active().Private.Public(), Cert: mint.Active().Cert}}
	federation := `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` +
		strings.Repeat(strings.TrimPrefix(string(mint.Metadata{EntityID: mint.Issuer, Keys: []*mint.Key{mint.Active(), mint.Old()}}.XML()), "<?xml version=\"1.0\" encoding=\"utf-8\"?>"), 2) +
		`</EntitiesDescriptor>`
	files := []string{string(mint.AppMetadata().XML()), string(mint.TenantMetadata().XML()), federation}
	originals := map[string]bool{}
	for _, text := range files {
		if f, err := metadata.Read("metadata.xml", []byte(text)); err == nil {
			originals[announced(f.Entities)] = true
		}
	}
	stranger := mint.EntraResponse()
	stranger.Signing.Key = mint.Foreign()
	theirs := stranger.Signed()
	var most atomic.Uint64
	stop := watchHeap(&most)
	defer stop()
	read, good := 0, 0
	for i := range fileMutants() {
		m := &mutator{Rand: rand.New(rand.NewPCG(mutantSeed, uint64(i))), others: []specimen{{body: []byte(files[i%len(files)]), messages: files}}}
		body, how := mutantFile(m, pick(m, files))
		name := fmt.Sprintf("mutant %d (%s)", i, strings.Join(how, ", "))
		guarded(t, name, func(ctx context.Context) error {
			o := decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew, Certs: active}
			r, err := decoder.InspectMetadata(ctx, "metadata.xml", wire.File, body, o)
			if err != nil {
				if r.Problem == nil || r.Problem.Sentence == "" || len(r.Messages) != 0 {
					return fmt.Errorf("expected a problem, found %+v with %w", r.Problem, err)
				}
				return nil
			}
			if err := lawful(r, nil); err != nil {
				return err
			}
			f, err := metadata.Read("metadata.xml", body)
			if m := r.Messages[0]; err != nil && m.Verdict != report.Refused {
				return fmt.Errorf("what could not be read is %s: %w", m.Verdict, err)
			}
			if err != nil {
				return nil
			}
			read++
			for _, s := range f.Verify(ctx, active) {
				if s.Cause == signature.Good && s.Parent == f.Doc.Root {
					good++
					if !originals[announced(f.Entities)] {
						return errors.New("its signature is good for keys that were not signed")
					}
				}
			}
			o.Certs, o.Metadata = nil, []*metadata.File{f}
			r, err = decoder.Inspect(ctx, wire.Capture{Body: bytes.NewReader(theirs), Size: int64(len(theirs))}, o)
			if err := lawful(r, err); err != nil {
				return err
			}
			if m := r.Messages[0]; m.Verdict == report.Accepted || m.Signature == report.Valid {
				return fmt.Errorf("a stranger's message is %s, its signature %s", m.Verdict, m.Signature)
			}
			return nil
		})
		heldHeap(t, name, &most)
	}
	t.Logf("%d files read, %d with a good signature; largest heap %d MB", read, good, most.Load()>>20)
	if read < fileMutants()/4 || read == fileMutants() || good == 0 {
		t.Error("expected files on both sides")
	}
}

// announced is what a file says about who may sign.
func announced(entities []metadata.Entity) string {
	var b strings.Builder
	for _, e := range entities {
		fmt.Fprintf(&b, "%q\n", e.ID)
		for _, r := range e.Roles {
			for _, k := range r.Keys {
				fmt.Fprintf(&b, "%s %q %v %t\n", r.Kind, k.Use, k.Public, k.Signs())
			}
		}
	}
	return b.String()
}

// Whatever is done to a file of private keys, reading it gives keys or an error, and what a key then opens is judged
// like anything else.
func TestMutantKeys(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(mutantHeap))
	names, err := filepath.Glob("encryption/testdata/keys/*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no keys: %v", err)
	}
	files := []string{string(mint.SP().PrivatePEM()), string(mint.Foreign().PrivatePEM()), string(mint.ECDSA().PrivatePEM())}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, string(b))
	}
	sealed := mint.EntraResponse()
	sealed.Encrypt = mint.SP()
	message := sealed.Signed()
	o := settled(t)
	var most atomic.Uint64
	stop := watchHeap(&most)
	defer stop()
	read, opened := 0, 0
	for i := range fileMutants() {
		m := &mutator{Rand: rand.New(rand.NewPCG(mutantSeed, uint64(i))), others: []specimen{{body: []byte(files[i%len(files)]), messages: files}}}
		body, how := mutantFile(m, pick(m, files))
		name := fmt.Sprintf("mutant %d (%s)", i, strings.Join(how, ", "))
		guarded(t, name, func(ctx context.Context) error {
			keys, _, err := encryption.Keys("sp.key", body, func(string) ([]byte, error) { return []byte("correct horse"), nil })
			switch {
			case err != nil && (len(keys) != 0 || err.Error() == ""):
				return fmt.Errorf("%d keys and the error %w", len(keys), err)
			case err == nil && len(keys) == 0:
				return errors.New("neither keys nor an error")
			case err != nil:
				return nil
			}
			read++
			o := o
			o.SPKeys = keys
			r, err := decoder.Inspect(ctx, wire.Capture{Body: bytes.NewReader(message), Size: int64(len(message))}, o)
			if err := lawful(r, err); err != nil {
				return err
			}
			if r.Messages[0].Verdict == report.Accepted {
				opened++
			}
			return nil
		})
		heldHeap(t, name, &most)
	}
	t.Logf("%d files read, %d that open the message; largest heap %d MB", read, opened, most.Load()>>20)
	if read == 0 || read == fileMutants() || opened == 0 || opened == read {
		t.Error("expected keys on both sides")
	}
}

// mutantFile is one bad file and how it was made; now and then a sound one.
func mutantFile(m *mutator, text string) (body []byte, how []string) {
	if _, err := tree.Parse([]byte(text), tree.MetadataLimits); err == nil && m.IntN(3) > 0 {
		for range 1 + m.IntN(2) {
			name := pick(m, xmlMutations)
			how = append(how, name)
			text = restructure[name](m, text)
		}
		return []byte(text), how
	}
	body = []byte(text)
	for range m.IntN(3) {
		name := pick(m, byteMutations)
		how = append(how, name)
		body = damage[name](m, body)
	}
	return body, how
}

// guarded runs one input to its end, and names it where it fails, panics or takes too long.
func guarded(t *testing.T, name string, run func(context.Context) error) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic: %v\n%s", name, p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), mutantAnswer)
	defer cancel()
	if err := run(ctx); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// heldHeap fails with the input that took more memory than one may, and begins to count anew.
func heldHeap(t *testing.T, name string, most *atomic.Uint64) {
	t.Helper()
	if found := most.Load(); found > mutantHeap {
		t.Errorf("%s: expected a heap of at most %d MB, found %d MB", name, mutantHeap>>20, found>>20)
		debug.FreeOSMemory()
		most.Store(0)
	}
}

// The bound on memory can be exceeded: what is held is seen.
func TestHeapIsWatched(t *testing.T) {
	var most atomic.Uint64
	stop := watchHeap(&most)
	block := make([]byte, mutantHeap+1)
	for i := 0; i < len(block); i += 4096 {
		block[i] = 1
	}
	stop()
	runtime.KeepAlive(block)
	if most.Load() <= mutantHeap {
		t.Errorf("expected %d bytes to be seen, found %d", len(block), most.Load())
	}
}
