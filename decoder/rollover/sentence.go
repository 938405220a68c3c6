package rollover

import (
	"fmt"
	"slices"

	"claimcheck/decoder/report"
)

// wrongOrder says why the files seem to stand in the wrong order: the later validUntil, or the newest signing
// certificate that has not ended, is in the file that is said to be the older one. Empty when they do not.
func (c *comparison) wrongOrder() string {
	const sentence = "The files seem to stand in the wrong order: the one given as sent last %s. Give the older file first."
	if from, to := validUntil(c.sent.Doc.Root), validUntil(c.fresh.Doc.Root); !from.IsZero() && !to.IsZero() {
		if from.After(to) {
			return fmt.Sprintf(sentence, "is valid until "+date(from)+", the fresh one until "+date(to))
		}
		return ""
	}
	sent, ok := provider(c.sent.File)
	fresh, known := provider(c.fresh.File)
	if !ok || !known || c.sent.Foreign {
		return ""
	}
	now := signing(fresh)
	if len(now) == 0 {
		return ""
	}
	made := func(a, b certificate) int { return a.from.Compare(b.from) }
	newest, held := slices.MaxFunc(now, made), holding(now)
	for _, k := range signing(sent) {
		if made(k, newest) > 0 && !k.until.Before(c.At) && !held[k.id] {
			told := fmt.Sprintf(sentence, "has a newer certificate ("+k.named()+") than any of the fresh one")
			if slices.ContainsFunc(c.changes, func(ch report.Change) bool { return ch.Matters }) {
				return told + " If the order is right, " + c.Short + " needs the fresh file."
			}
			return told + " If that certificate was deleted on purpose, nothing has to be sent."
		}
	}
	return ""
}

// sentence says what the differences come to.
func (c *comparison) sentence() string {
	matters := slices.DeleteFunc(slices.Clone(c.changes), func(ch report.Change) bool { return !ch.Matters })
	if len(matters) > 0 {
		sentence := c.gravest(matters[0])
		switch more := len(matters) - 1; {
		case more == 1:
			sentence += " 1 more difference matters."
		case more > 1:
			sentence += fmt.Sprintf(" %d more differences matter.", more)
		}
		return sentence
	}
	removed := slices.IndexFunc(c.changes, func(ch report.Change) bool { return ch.What == "key" && ch.Kind == "removed" })
	switch {
	case !slices.ContainsFunc(c.changes, func(ch report.Change) bool { return ch.What != "form" && ch.What != "signature" }):
		return "Both files say the same, only their bytes differ: nothing has to be sent."
	case removed >= 0:
		return c.changes[removed].Text + " Nothing has to be sent."
	case slices.ContainsFunc(c.changes, func(ch report.Change) bool { return ch.What == "entity" }):
		return "Nothing changed that a sign-in depends on in what both files describe, but entities were added or removed: see whether yours is among them."
	}
	return "Nothing changed that a sign-in depends on: nothing has to be sent."
}

// gravest says what the first of the differences asks for.
func (c *comparison) gravest(ch report.Change) string {
	in := ""
	if c.several && ch.Where != "" {
		in = "In " + ch.Where + ": "
	}
	if ch.What != "key" || ch.Kind != "added" {
		return in + ch.Text + c.send(" Send the fresh file to "+c.Short+".")
	}
	added := ch.After
	if ch.Key.SHA1 != "" {
		added = certificate{print: ch.Key.SHA1, until: ch.Key.NotAfter}.named()
	}
	sent, ok := provider(c.sent.File)
	fresh, known := provider(c.fresh.File)
	if ok && known {
		held := holding(signing(fresh))
		old := slices.DeleteFunc(signing(sent), func(k certificate) bool { return !held[k.key] })
		switch {
		case len(old) == 0:
			return "Every sign-in fails until " + c.Short + " has the fresh file: it announces none of the certificates that were sent, but another (" + added + ")." + c.send(" Send it now.")
		case !slices.ContainsFunc(old, func(k certificate) bool { return !k.until.Before(c.At) }):
			return "A new certificate (" + added + ") was added, and the old one has ended: Entra signs with the new one even while it is inactive." + c.send(" Send the fresh file to "+c.Short+" now.")
		}
	}
	if !ch.Key.NotAfter.IsZero() && ch.Key.NotAfter.Before(c.At) {
		return in + "A certificate that has ended (" + added + ") was added." + c.send(" Look up in the portal which one is active, and send the fresh file to "+c.Short+" if it is that one.")
	}
	if c.fresh.Unfit != "" {
		return in + "A new certificate (" + added + ") was added." + c.send("")
	}
	return in + "A new certificate (" + added + ") was added; send the fresh file to " + c.Short + " before you make it active."
}

// send says what to do with the fresh file, which may not be fit to send.
func (c *comparison) send(how string) string {
	if c.fresh.Unfit != "" {
		return " " + c.fresh.Unfit
	}
	return how
}
