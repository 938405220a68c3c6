package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
)

func (p *program) profilesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "profiles",
		Short: "List the built-in application profiles and what they want",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			for i, name := range profile.Names() {
				app, err := profile.Builtin(name)
				if err != nil {
					return err
				}
				p.between(i)
				p.printProfile(app)
			}
			return nil
		},
	}
}

func (p *program) printProfile(app *profile.Profile) {
	fmt.Fprintf(p.out, "%s (%s)\n", app.Name, app.Title)
	var needed, welcome []string
	for _, c := range app.Claims {
		text := c.Name
		if c.Source != "" {
			text += " (from " + c.Source + ")"
		}
		if c.Required {
			needed = append(needed, text)
		} else {
			welcome = append(welcome, text)
		}
	}
	p.row("wants:", strings.Join(needed, ", "))
	p.row("takes:", strings.Join(welcome, ", "))
	published(p, "entity ID:", app.EntityID, "--sp-entity-id")
	published(p, "reply URL (ACS):", app.ACS, "--acs")
	p.row("sign-on URL:", app.SignOnURL)
	p.row("run by:", app.Vendor)
	p.row("support:", app.Support)
	p.row("source:", app.Source)
}

// published prints a value of the application, or that its vendor does not publish it.
func published(p *program, label, value, flag string) {
	if value == "" {
		value = "not published; read it in the Entra admin center (Single sign-on > Basic SAML Configuration) and give it with " + flag
	}
	p.row(label, report.Clean(value))
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of this program",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(p.out, "claimcheck-cli %s, report %s, %s %s/%s\n", version(), report.Schema, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						fmt.Fprintf(p.out, "revision %s\n", s.Value)
					}
				}
			}
			return nil
		},
	}
}

func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(quote(args[0])+" was given to "+c.CommandPath()+".", c.CommandPath()+" alone")
	}
	return nil
}
