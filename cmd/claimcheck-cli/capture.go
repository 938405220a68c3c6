package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"claimcheck/capture"
	"claimcheck/decoder"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
)

// live are the flags of a command that waits for a sign-in.
type live struct {
	settings
	timeout time.Duration
}

func (l *live) register(c *cobra.Command) {
	l.settings.register(c)
	c.Flags().DurationVar(&l.timeout, "timeout", capture.Longest, "`DURATION` to wait, no longer than the default")
}

// begin reads the settings and gives the context that ends the waiting.
func (l *live) begin(ctx context.Context, p *program) (decoder.Options, context.Context, context.CancelFunc, error) {
	o := decoder.Options{Version: version(), Now: p.env.now, Skew: decoder.DefaultSkew}
	if err := checkFormat(l.format); err != nil {
		return o, nil, nil, err
	}
	if l.timeout <= 0 || l.timeout > capture.Longest {
		return o, nil, nil, usage("--timeout "+l.timeout.String()+" is not a time to wait.", "a duration with its unit, such as 10m, and "+capture.Longest.String()+" at most")
	}
	if err := l.apply(ctx, &o, p); err != nil {
		return o, nil, nil, err
	}
	o.Metadata = p.imported(l.settings, o.Metadata)
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	return o, ctx, cancel, nil
}

func (p *program) captureCommand() *cobra.Command {
	var l live
	var url, browser, out string
	var hold bool
	c := &cobra.Command{
		Use:   "capture [flags]",
		Short: "Sign in with a browser of its own and say what is wrong with it",
		Long: `Opens Edge, Chrome, Brave or Chromium with a throw-away profile, waits while you
sign in, and looks at the messages that passed. Of what the browser sends it keeps
the messages alone: no password, no cookie. The profile is deleted afterwards.

It ends by itself when the application has answered the response, with the
browser, or with Ctrl+C: then it looks at what there is.`,
		Example: `  claimcheck-cli capture --metadata contoso.xml
  claimcheck-cli capture --metadata contoso.xml --hold --out sign-in.har
  claimcheck-cli capture --url https://myapps.microsoft.com/`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			o, ctx, cancel, err := l.begin(c.Context(), p)
			if err != nil {
				return err
			}
			defer cancel()
			if url == "" {
				if url, err = signOnURL(o.Profile); err != nil {
					return err
				}
			}
			if err := free(out); err != nil {
				return err
			}
			begin := capture.Options{URL: url, Hold: hold, Headless: p.env.headless, Observe: p.observed}
			if begin.Browser, err = chosenBrowser(browser); err != nil {
				return uncaptured(err)
			}
			return p.record(ctx, begin, o, l.settings, out)
		},
	}
	l.register(c)
	f := c.Flags()
	f.StringVar(&url, "url", "", "`URL` that the sign-in begins at (default the sign-on URL of the profile)")
	f.StringVar(&browser, "browser", "", "`PATH` of the browser's program (default the first that is installed)")
	f.BoolVar(&hold, "hold", false, "stop the response before it reaches the application")
	f.StringVar(&out, "out", "", "write the recording as HAR to a new `FILE`, which signs its owner in for about an hour")
	return c
}

// signOnURL is where a sign-in at the application begins.
func signOnURL(app *profile.Profile) (string, error) {
	if app == nil {
		var err error
		if app, err = profile.Builtin(decoder.DefaultProfile); err != nil {
			return "", err
		}
	}
	if app.SignOnURL == "" {
		return "", usage("The profile "+quote(app.Name)+" has no sign-on URL.", "--url URL",
			"Entra admin center > Enterprise apps > the application > Single sign-on > Basic SAML Configuration: Sign on URL. Or copy the application's link in My Apps, or the address that the sign-in begins at.")
	}
	return app.SignOnURL, nil
}

// chosenBrowser is the one at path, else the first that is installed, or the zero value when none is.
func chosenBrowser(path string) (capture.Browser, error) {
	if path != "" {
		return capture.At(path)
	}
	if found := capture.Find(); len(found) > 0 {
		return found[0], nil
	}
	return capture.Browser{}, nil
}

// free says whether a new file of that name can be made.
func free(name string) error {
	if name == "" {
		return nil
	}
	if _, err := os.Lstat(name); err == nil {
		return unwritable(name, fs.ErrExist)
	}
	if info, err := os.Stat(filepath.Dir(name)); err != nil || !info.IsDir() {
		return unwritable(name, fs.ErrNotExist)
	}
	return nil
}

// record captures a sign-in, saves it if it is to be, and prints the report on it.
func (p *program) record(ctx context.Context, begin capture.Options, o decoder.Options, how settings, out string) error {
	where, _, _ := strings.Cut(begin.URL, "?") // the rest may hold a token
	s, err := capture.Start(ctx, begin)
	if err != nil {
		return uncaptured(err)
	}
	p.tell(begin.Browser.Name + " is open with a new profile that is deleted afterwards, and goes to " + where + ".")
	p.tell("Sign in there until it works or fails. To stop: close the browser, or press Ctrl+C here.")
	r := s.Wait()
	p.tell(endings[r.Reason])
	for _, n := range r.Notes {
		p.tell(n)
	}
	if t := r.Trouble(); t != nil {
		return uncaptured(t)
	}
	unsaved := p.save(r, out)
	c, err := r.Capture(version())
	if err != nil {
		return err
	}
	found, err := judge(context.WithoutCancel(ctx), c, o) // what there is, is looked at after a Ctrl+C too
	if err != nil {
		return err
	}
	p.present([]report.Report{found}, how)
	return unsaved
}

// endings say how a capture ended.
var endings = map[capture.Reason]string{
	capture.Held:      "The response was held: the application has not seen it.",
	capture.Answered:  "The application has answered the response.",
	capture.Closed:    "The browser was closed.",
	capture.TimedOut:  "The time is over.",
	capture.Cancelled: "Stopped.",
	capture.Broken:    "The browser broke down. What was recorded until then is looked at.",
}

// save writes the recording to the file that was asked for.
func (p *program) save(r capture.Recording, name string) error {
	if name == "" {
		return nil
	}
	err := free(name)
	if err == nil {
		if err = r.Save(name, version()); err != nil {
			return unwritable(name, err)
		}
		p.tell("Saved as " + quote(name) + ". For about an hour the file signs its owner in: treat it like a password, and delete it when it is not needed.")
	}
	return err
}

// observed tells of a message that passes.
func (p *program) observed(x capture.Exchange) {
	where, _, _ := strings.Cut(x.URL, "?")
	p.tell("Seen: " + cmp.Or(x.Param, "a page") + " sent to " + where)
}

// tell says on standard error what is going on.
func (p *program) tell(sentence string) {
	fmt.Fprintf(p.err, "claimcheck-cli: %s\n", report.Clean(sentence))
}
