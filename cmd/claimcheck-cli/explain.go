package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/check"
	"claimcheck/decoder/explain"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain CODE|CHECK-ID|TEXT",
		Short: "Say what an error code, a check or a status code means",
		Long: `Explains every AADSTS code in a text, a check of this program by its ID, or a
SAML status code. Nothing is looked up on the network.

Exit codes: 0 explained, 3 nothing is known about it.`,
		Example: `  claimcheck-cli explain AADSTS50105
  claimcheck-cli explain "Sorry, but we're having trouble signing you in. AADSTS50011: ..."
  claimcheck-cli explain claim.missing
  claimcheck-cli explain urn:oasis:names:tc:SAML:2.0:status:Responder`,
		RunE: func(_ *cobra.Command, args []string) error {
			text := strings.TrimSpace(strings.Join(args, " "))
			if text == "" {
				return usage("There is nothing to explain.", "an AADSTS code, a check ID, a SAML status code, or a text with codes in it")
			}
			if !p.explain(text) {
				p.code = exitNothing
			}
			return nil
		},
	}
}

var (
	bareCode  = regexp.MustCompile(`^[0-9]{4,9}$`)
	statusURI = regexp.MustCompile(`urn:oasis:names:tc:SAML:[0-9.]+:status:[A-Za-z]+`)
)

// lookUp is where Microsoft says what a code of theirs means. It is printed, never asked.
const lookUp = "https://login.microsoftonline.com/error?code="

// explain prints all that is known about a text and says whether anything is.
func (p *program) explain(text string) bool {
	if checks := findChecks(text); len(checks) > 0 {
		for i, c := range checks {
			p.between(i)
			p.explainCheck(c)
		}
		return true
	}
	codes := explain.Find(text)
	if bareCode.MatchString(text) {
		code, ok := explain.Look(text)
		if !ok {
			code.Code = "AADSTS" + text
		}
		codes = []explain.Code{code}
	}
	known := false
	for i, c := range codes {
		p.between(i)
		known = p.explainCode(c) || known
	}
	for _, uri := range statusURI.FindAllString(text, -1) {
		if words, ok := explain.Status(uri); ok {
			fmt.Fprintf(p.out, "%s\n  %s\n", report.Clean(uri), report.Clean(words))
			known = true
		}
	}
	if !known && len(codes) == 0 {
		say(p.err, usage("Nothing is known about "+quote(cut(text))+".",
			"an AADSTS code (AADSTS50105), a check ID (claim.missing) or a SAML status code").Problem)
	}
	return known
}

// cut shortens a text that is named in a message.
func cut(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// findChecks gives the check of that ID, or those that stand for that row of the facts (SIG-07).
func findChecks(name string) []check.Check {
	var found []check.Check
	for _, c := range slices.Concat(check.All(), ownChecks) {
		is := func(fact string) bool { return strings.EqualFold(fact, name) }
		if is(c.ID) || slices.ContainsFunc(c.Facts, is) {
			found = append(found, c)
		}
	}
	return found
}

// explainCode prints one vendor code and says whether it is known.
func (p *program) explainCode(c explain.Code) bool {
	number := strings.TrimPrefix(c.Code, "AADSTS")
	if c.Meaning == "" {
		fmt.Fprintf(p.out, "%s\n  This program knows nothing about it. Microsoft may: %s%s\n", report.Clean(c.Code), lookUp, report.Clean(number))
		return false
	}
	fmt.Fprintf(p.out, "%s %s\n  %s\n", c.Code, c.Name, c.Meaning)
	if c.OwnIdP {
		fmt.Fprintln(p.out, "  It concerns the tenant's own federated identity provider, not the application.")
	}
	owners := make([]string, len(c.Owners))
	for i, o := range c.Owners {
		owners[i] = report.Owner(o).Words()
	}
	p.row("who can mend it:", strings.Join(owners, ", then "))
	remedy := c.Remedy
	if c.Inferred && remedy != "" {
		remedy += " (our advice, not Microsoft's)"
	}
	p.row("what to do:", remedy)
	p.row("source:", c.Source)
	p.row("Microsoft:", lookUp+number)
	return true
}

// explainCheck prints one check. Where it names the application, the default profile stands in.
func (p *program) explainCheck(c check.Check) {
	names := strings.NewReplacer()
	if app, err := profile.Builtin(decoder.DefaultProfile); err == nil {
		names = strings.NewReplacer("{app}", app.Title, "{short}", app.Short)
	}
	fmt.Fprintf(p.out, "%s\n  checks that: %s\n", c.ID, names.Replace(c.Title))
	p.row("who can mend it:", c.Owner.Words())
	for i, s := range c.Steps {
		fmt.Fprintf(p.out, "    %d. %s\n", i+1, names.Replace(s))
	}
	p.row("specification:", names.Replace(c.Spec))
	p.row("facts:", strings.Join(c.Facts, ", "))
}

// between parts one entry of a list from the next.
func (p *program) between(i int) {
	if i > 0 {
		fmt.Fprintln(p.out)
	}
}

func (p *program) row(label, text string) {
	if text != "" {
		fmt.Fprintf(p.out, "  %s %s\n", label, text)
	}
}
