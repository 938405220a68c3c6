package rollover

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
)

// announced is a certificate or bare key of a role, with the uses it is announced for.
type announced struct {
	metadata.Key
	uses []string // "signing", "encryption", "" for both or "other" for what the schema does not know, sorted
}

// signs says whether what it signs is to be believed: of the identity provider's role, the vendor needs it then.
func (k announced) signs() bool {
	return k.Public != nil && slices.ContainsFunc(k.uses, func(use string) bool { return use == "signing" || use == "" })
}

// name names it in a sentence.
func (k announced) name() string {
	switch {
	case k.Cert != nil:
		return certificateOf(k.Cert).named()
	case k.Public != nil:
		return "a bare key"
	}
	return "it cannot be read"
}

// print names it by its thumbprint alone, where it has one.
func (k announced) print() string {
	if k.Cert != nil {
		return certificateOf(k.Cert).print
	}
	return k.name()
}

// purpose says what it is for, to stand behind "certificate".
func (k announced) purpose() string {
	switch strings.Join(k.uses, " ") {
	case "signing":
		return "for signing"
	case "encryption":
		return "for encryption"
	case "other":
		return "for no known use"
	}
	return "for signing and encryption"
}

// listed are the keys of a role, each once, in document order.
type listed struct {
	order []string // by what tells them apart
	of    map[string]announced
}

func list(keys []metadata.Key) listed {
	l := listed{of: map[string]announced{}}
	for _, k := range keys {
		id := identity(k)
		a, known := l.of[id]
		if !known {
			a.Key = k
			l.order = append(l.order, id)
		}
		if k.Use != "signing" && k.Use != "encryption" && k.Use != "" {
			k.Use = "other"
		}
		if !slices.Contains(a.uses, k.Use) {
			a.uses = append(a.uses, k.Use)
			slices.Sort(a.uses)
		}
		l.of[id] = a
	}
	return l
}

// identity tells certificates and bare keys apart. What cannot be read is the same where the same text stands.
func identity(k metadata.Key) string {
	switch {
	case k.Cert != nil:
		return string(k.Cert.Raw)
	case k.Public != nil:
		return "key " + k.SameKey()
	}
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(k.Node.AllText()), "")))
	return "unreadable " + string(sum[:])
}

// without gives the keys of l that are not in other, by their order.
func (l listed) without(other listed) []string {
	return slices.DeleteFunc(slices.Clone(l.order), func(id string) bool { _, in := other.of[id]; return in })
}

// keys compares the keys of a role.
func (c *comparison) keys(r rolePair, where string) {
	a, b := list(r.sent.Keys), list(r.fresh.Keys)
	matters := r.sent.Kind == idp
	added, removed := b.without(a), a.without(b)

	// A certificate that went while another for the same key came was renewed.
	old := map[string]string{} // public key → identity
	for _, id := range removed {
		if same := a.of[id].SameKey(); same != "" {
			old[same] = id
		}
	}
	renewed := map[string]bool{}
	for _, id := range added {
		k := b.of[id]
		before, ok := old[k.SameKey()]
		if !ok || renewed[before] {
			c.keyAdded(k, where, matters)
			continue
		}
		renewed[before] = true
		c.keyChanged(k, where, a.of[before].print(), k.print(), matters && k.signs(),
			fmt.Sprintf("The key of a certificate %s is the same and its certificate another (%s; before: %s): an application that checks dates or thumbprints needs the new one.", k.purpose(), k.name(), a.of[before].name()))
	}
	for _, id := range removed {
		if k := a.of[id]; !renewed[id] {
			c.add(report.Change{
				What: "key", Kind: "removed", Where: where, Before: k.print(), Key: particulars(k.Key),
				Text: fmt.Sprintf("A certificate %s was removed (%s): %s", k.purpose(), k.name(), c.removal(k, matters)),
			})
		}
	}
	var was, is []string // what is in both files and signs, in the order of each
	for _, id := range a.order {
		k, in := b.of[id]
		if !in {
			continue
		}
		if before := a.of[id]; !slices.Equal(before.uses, k.uses) {
			c.keyChanged(k, where, before.purpose(), k.purpose(), matters && k.signs() && !before.signs(),
				fmt.Sprintf("A certificate (%s) is now %s; before, it was %s.", k.name(), k.purpose(), before.purpose()))
		}
		was = append(was, id)
	}
	for _, id := range b.order {
		if _, in := a.of[id]; in {
			is = append(is, id)
		}
	}
	if !slices.Equal(was, is) {
		c.keyChanged(b.of[is[0]], where, a.of[was[0]].print(), b.of[is[0]].print(), false,
			fmt.Sprintf("The certificates stand in another order: an application that reads only the first one reads another now (%s).", b.of[b.order[0]].name()))
	}
}

func (c *comparison) keyAdded(k announced, where string, matters bool) {
	text := fmt.Sprintf("A certificate %s was added (%s)", k.purpose(), k.name())
	if matters = matters && k.signs(); matters {
		text += ": " + c.Short + " cannot verify what it signs before it has the fresh file"
	}
	c.add(report.Change{What: "key", Kind: "added", Where: where, After: k.print(), Matters: matters, Key: particulars(k.Key), Text: text + "."})
}

func (c *comparison) keyChanged(k announced, where, before, after string, matters bool, text string) {
	c.add(report.Change{What: "key", Kind: "changed", Where: where, Before: before, After: after, Matters: matters, Key: particulars(k.Key), Text: text})
}

// removal says what the removal of a key comes to.
func (c *comparison) removal(k announced, ofProvider bool) string {
	if ofProvider && k.signs() {
		return "nothing is signed with it any more. " + c.Short + " can remove it as well."
	}
	return "no sign-in is verified with it."
}

func particulars(k metadata.Key) *report.Key {
	of := report.KeyOf(k.Public, k.Cert)
	of.Use = k.Use
	return &of
}
