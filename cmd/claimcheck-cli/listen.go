package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"claimcheck/capture"
	"claimcheck/decoder/report"
)

func (p *program) listenCommand() *cobra.Command {
	var l live
	var port int
	c := &cobra.Command{
		Use:   "listen [flags]",
		Short: "Take one response at a Reply URL of this computer and say what is wrong with it",
		Long: `Waits for one response at a Reply URL on this computer, shows the report in the
browser that sent it and prints it here. It listens on loopback alone, keeps
nothing and ends by itself.

For an administrator with an application to test with: add the URL as a second
Reply URL (Basic SAML Configuration), if Entra admits it, and take it away
afterwards. A sign-in that begins at Entra goes to the default Reply URL: to make
this one the default sends every user here, so use an application of its own.`,
		Example: `  claimcheck-cli listen --metadata contoso.xml
  claimcheck-cli listen --port 9000 --timeout 10m`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if port < 0 || port > 65535 {
				return usage(fmt.Sprintf("--port %d is not a port.", port), "a number from 1 to 65535, or 0 for any that is free")
			}
			o, ctx, cancel, err := l.begin(c.Context(), p)
			if err != nil {
				return err
			}
			defer cancel()
			var found report.Report
			var failed error
			acs := make(chan string, 1)
			listener, err := capture.Listen(ctx, capture.ListenOptions{Port: port, Page: func(r capture.Recording) []byte {
				if at := <-acs; o.ACS == "" {
					o.ACS = at // the response is made out for here
				}
				given, err := r.Capture(version())
				if err == nil {
					found, err = judge(context.WithoutCancel(ctx), given, o)
				}
				var page bytes.Buffer
				if err == nil {
					err = report.WriteHTML(&page, found, report.HTMLOptions{Location: p.env.zone})
				}
				failed = err
				return page.Bytes()
			}})
			if err != nil {
				return uncaptured(err)
			}
			acs <- listener.URL()
			p.tell("Waiting for one response. Reply URL to add at the identity provider, for the test: " + listener.URL())
			p.tell("To stop: press Ctrl+C here.")
			switch r := listener.Wait(); {
			case r.Reason != capture.Answered:
				return nobodyCame(endings[r.Reason])
			case failed != nil:
				return failed
			}
			p.present([]report.Report{found}, l.settings)
			return nil
		},
	}
	l.register(c)
	c.Flags().IntVar(&port, "port", capture.UsualPort, "`NUMBER` of the port to listen at")
	return c
}

// nobodyCame is the trouble of a listener that no response came to.
func nobodyCame(ending string) *trouble {
	return &trouble{Problem: report.Problem{
		Check: capture.Check, Sentence: ending + " No response came.", Expected: "one response, posted to the Reply URL", Actual: "none", Owner: report.Helpdesk,
		Steps: []string{
			"Check that the Reply URL stands at the identity provider to the letter, with its port.",
			"Sign in with a browser on this computer: the URL means the computer that the browser runs on.",
			"If the application's own page came instead, the response went to another Reply URL: capture takes down that sign-in.",
		},
	}}
}
