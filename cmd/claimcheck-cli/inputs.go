package main

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/encryption"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// The largest files of each kind that are read.
const (
	largestMetadata = 128 << 20
	largestSmall    = 1 << 20
)

// stdin is the name that stands for standard input on a command line.
const stdin = "-"

// settings are the flags that say how to judge.
type settings struct {
	metadata, certs, keys []string
	noLibrary             bool
	profile               string
	entityID, acs         string
	at, skew              string
	format                string
	flow                  bool   // draw the flow in the text report
	flowSVG               string // file to write it to; empty: none
}

// register adds the flags that every command has which judges a sign-in.
func (s *settings) register(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&s.metadata, "metadata", nil, "federation metadata `FILE` of the identity provider, before what the library has of its entity; may be repeated")
	f.BoolVar(&s.noLibrary, "no-library", false, "leave the imported metadata of the library out")
	f.StringArrayVar(&s.certs, "cert", nil, "certificate `FILE` that is trusted to sign; may be repeated")
	f.StringVar(&s.profile, "profile", "", "built-in profile `NAME` or profile file (default "+decoder.DefaultProfile+")")
	f.StringVar(&s.entityID, "sp-entity-id", "", "entity `ID` of the application (Entra: Identifier)")
	f.StringVar(&s.acs, "acs", "", "`URL` that the application takes responses at (Entra: Reply URL)")
	f.StringArrayVar(&s.keys, "sp-key", nil, "private key `FILE` of the application, for what is encrypted: PEM, DER or PFX; a passphrase is asked for; may be repeated")
	f.StringVar(&s.at, "at", "", "`TIME` to judge at instead of the time of the capture: 2026-01-02T15:04:05Z, or local time without zone")
	f.StringVar(&s.skew, "skew", "", "`DURATION` that clocks may differ by (default 3m)")
	f.StringVar(&s.format, "format", formatText, "`FORMAT` of the report: text, json or html")
	f.BoolVar(&s.flow, "flow", false, "draw the way of the messages between browser, Entra and the application")
	f.StringVar(&s.flowSVG, "flow-svg", "", "write that drawing as SVG to a new `FILE` as well")
}

// apply reads everything that the flags name and puts it over what stands in o.
func (s settings) apply(ctx context.Context, o *decoder.Options, p *program) (err error) {
	if s.at != "" {
		if o.At, err = instant(s.at, p.env.zone); err != nil {
			return err
		}
	}
	if s.skew != "" {
		if o.Skew, err = tolerance(s.skew); err != nil {
			return err
		}
	}
	if s.profile != "" {
		if o.Profile, err = application(s.profile); err != nil {
			return err
		}
	}
	if s.entityID != "" {
		o.EntityID = s.entityID
	}
	if s.acs != "" {
		o.ACS = s.acs
	}
	for _, name := range s.metadata {
		f, err := readMetadata(name)
		if err != nil {
			return err
		}
		o.Metadata = append(o.Metadata, f)
	}
	certs, err := certificates(s.certs)
	if err != nil {
		return err
	}
	keys, err := p.privateKeys(ctx, s.keys)
	if err != nil {
		return err
	}
	o.Certs, o.SPKeys = append(o.Certs, certs...), append(o.SPKeys, keys...)
	return nil
}

// instant reads --at: RFC 3339, or a local time without zone.
func instant(s string, zone *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usage("--at "+quote(s)+" is not a time.",
		`a time as 2026-01-02T15:04:05Z, 2026-01-02T15:04:05+01:00, or "2026-01-02 15:04" for local time`)
}

// tolerance reads --skew.
func tolerance(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, usage("--skew "+quote(s)+" is not a tolerance.", "a duration of 0s or more with its unit, such as 3m or 90s")
	}
	return d, nil
}

// application gives a built-in profile by its name, else reads a file.
func application(name string) (*profile.Profile, error) {
	if slices.Contains(profile.Names(), name) {
		return profile.Builtin(name)
	}
	b, err := read("profile", name, largestSmall)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(name, `/\.`) {
			return nil, usage("There is no profile "+quote(name)+".", "a built-in profile ("+strings.Join(profile.Names(), ", ")+") or a profile file",
				"claimcheck-cli profiles lists the built-in ones.")
		}
		return nil, err
	}
	p, err := profile.Read(b)
	if err != nil {
		return nil, wrong("profile", name, err, "a profile in JSON", "Compare it with a profile of the project (assets/profiles).")
	}
	return p, nil
}

func readMetadata(name string) (*metadata.File, error) {
	b, err := read("metadata file", name, largestMetadata)
	if err != nil {
		return nil, err
	}
	f, err := metadata.Read(filepath.Base(name), b)
	if err != nil {
		return nil, notMetadata(name, b, err)
	}
	return f, nil
}

// notMetadata is the trouble of a file that was given as metadata and is none.
func notMetadata(name string, b []byte, err error) *trouble {
	steps := []string{"Entra admin center > Enterprise apps > the application > Single sign-on > SAML Certificates: next to Federation Metadata XML press Download."}
	if keys, notCert := signature.Certificates(name, b); notCert == nil && len(keys) > 0 {
		steps = append(steps, "To check against the certificate alone, give it with --cert instead of --metadata.")
	}
	if large := (*metadata.Wrong)(nil); errors.As(err, &large) && large.Kind == metadata.Aggregate {
		steps = []string{
			"Import the one entity that signs your users in: claimcheck-cli library add --entity ENTITYID " + argument(name),
			"Then leave --metadata out: what is imported is found by the issuer of the message.",
		}
	}
	return wrong("metadata file", name, err, "federation metadata (EntityDescriptor or EntitiesDescriptor)", steps...)
}

func certificates(names []string) ([]signature.Key, error) {
	var keys []signature.Key
	for _, name := range names {
		b, err := read("certificate", name, largestSmall)
		if err != nil {
			return nil, err
		}
		found, err := signature.Certificates(filepath.Base(name), b)
		if err != nil {
			return nil, wrong("certificate", name, err, "certificates in PEM, DER or Base64",
				"Entra admin center > Enterprise apps > the application > Single sign-on > SAML Certificates: next to Certificate (Base64) press Download.")
		}
		keys = append(keys, found...)
	}
	return keys, nil
}

// privateKeys reads the key files. A passphrase is asked for when a file needs one, never taken from the
// command line, where others could read it.
func (p *program) privateKeys(ctx context.Context, names []string) ([]crypto.PrivateKey, error) {
	var keys []crypto.PrivateKey
	for _, name := range names {
		b, err := read("private key", name, largestSmall)
		if err != nil {
			return nil, err
		}
		found, notes, err := encryption.Keys(filepath.Base(name), b, func(file string) ([]byte, error) {
			if p.env.ask == nil {
				return nil, errNoTerminal
			}
			return p.env.ask(ctx, "Passphrase of "+quote(file)+": ")
		})
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, errNoTerminal):
			return nil, wrong("private key", name, errNoTerminal, "a terminal to ask at, or a key file without a passphrase",
				"Run the command in a terminal window; the message may still be piped in.",
				"Or write the key without its passphrase for the time being (openssl pkey -in KEY -out PLAIN) and delete that file afterwards.")
		case errors.Is(err, encryption.ErrPassphrase):
			return nil, wrong("private key", name, encryption.ErrPassphrase, "the passphrase that the file was written with",
				"Run the command again and type the passphrase slowly; it is not shown. It is the one that was chosen when the key was exported.")
		default:
			return nil, wrong("private key", name, err, "private keys in PEM, DER or PFX",
				"Give the key whose certificate is set as the token encryption certificate of the application.")
		}
		for _, n := range notes {
			fmt.Fprintf(p.err, "claimcheck-cli: %s\n", report.Clean(n))
		}
		keys = append(keys, found...)
	}
	return keys, nil
}

// stoppable gives what opens and reads a pipe, a device or a terminal, which cannot be stopped: it ends with ctx.
func stoppable(ctx context.Context, open func() (io.Reader, error)) *io.PipeReader {
	r, w := io.Pipe()
	stop := context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()) })
	go func() {
		in, err := open()
		if err == nil {
			_, err = io.Copy(w, in)
		}
		stop()
		w.CloseWithError(err)
	}()
	return r
}

// capture opens one input, a file or a folder.
func (p *program) capture(ctx context.Context, name string) (wire.Capture, io.Closer, error) {
	if name == stdin {
		r := stoppable(ctx, func() (io.Reader, error) { return p.in, nil })
		return wire.Capture{Name: "stdin", Origin: wire.Paste, Body: r}, r, nil
	}
	switch info, err := os.Stat(name); {
	case err != nil || info.Mode().IsRegular():
	case info.IsDir():
		root, err := os.OpenRoot(name)
		if err != nil {
			return wire.Capture{}, nil, unreadable("folder", name, err)
		}
		return wire.Capture{Name: filepath.Base(name), Origin: wire.File, Folder: root.FS()}, root, nil
	default:
		r := stoppable(ctx, func() (io.Reader, error) { return open("file", name) })
		return wire.Capture{Name: filepath.Base(name), Origin: wire.File, Body: r}, r, nil
	}
	f, err := open("file", name)
	if err != nil {
		return wire.Capture{}, nil, err
	}
	c := wire.Capture{Name: filepath.Base(name), Origin: wire.File, Body: f}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		c.Size = info.Size()
	}
	return c, f, nil
}

// inputNames checks the FILE arguments of a command; without one, what is piped in is read.
func (p *program) inputNames(args []string, most int) ([]string, error) {
	if len(args) == 0 {
		if p.env.typed {
			return nil, usage("No file was given, and nothing is piped in.", "FILE, or - for standard input",
				"claimcheck-cli check response.txt looks at a file; a paste goes in with: claimcheck-cli check - (end it with Ctrl+D, on Windows Ctrl+Z and Enter).",
				"claimcheck-cli check --example NAME shows a practice case.")
		}
		return []string{stdin}, nil
	}
	if most > 0 && len(args) > most {
		return nil, usage(fmt.Sprintf("%d files were given.", len(args)), fmt.Sprintf("%d FILE", most))
	}
	piped := 0
	for _, a := range args {
		if a == "" {
			return nil, usage("The name of a file is empty.", "FILE, or - for standard input")
		}
		if a == stdin {
			piped++
		}
	}
	if piped > 1 {
		return nil, usage("Standard input (-) was given twice.", "- once")
	}
	return args, nil
}
