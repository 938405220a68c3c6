package decoder

import (
	"context"
	"iter"
	"math"
	"slices"
	"strings"

	"claimcheck/decoder/check"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// maxEdits bounds the search for the edit that broke a file's signature, in bytes that are read anew.
const maxEdits = 16 << 20

// undoing takes one edit of a metadata file back.
type undoing struct {
	check.Edit
	changes []change // in document order
}

// change puts another text in place of a part of the source.
type change struct {
	start, end int
	text       string
}

// findEdit looks for what was changed by hand when a file's one signature is broken and no accident explains it:
// each edit that people are known to make is taken back by itself, and the one with which the signature is good is
// proven. Nil when there is none, or more than one was made.
func findEdit(ctx context.Context, on *check.Case) *check.Edit {
	if len(on.Signatures) != 1 || len(on.File.Entities) != 1 {
		return nil
	}
	r := &on.Signatures[0]
	if r.Accident != "" || r.Cause != signature.Altered && r.Signer == nil || r.SelfConsistent || r.Parent != on.File.Entities[0].Node {
		return nil
	}
	left := maxEdits
	for u := range undoings(on.File, r) {
		if left -= len(on.Doc.Source); left < 0 || ctx.Err() != nil {
			return nil
		}
		f, err := metadata.Read(on.File.Name, []byte(undone(on.Doc.Source, u.changes)))
		if err != nil {
			continue
		}
		keys := on.Keys
		if len(keys) == 0 {
			keys = metadata.AllSigningKeys([]*metadata.File{f})
		}
		// With so many documents there is no share of the search for accidents: that it is good or not is enough.
		if again := signature.VerifyOneOf(ctx, f.Doc, keys, math.MaxInt32, nil); len(again) == 1 && again[0].Cause == signature.Good {
			return &u.Edit
		}
	}
	return nil
}

// undone is the source with the changes made.
func undone(source string, changes []change) string {
	var b strings.Builder
	from := 0
	for _, c := range changes {
		b.WriteString(source[from:c.start])
		b.WriteString(c.text)
		from = c.end
	}
	b.WriteString(source[from:])
	return b.String()
}

// undoings gives the edits that people make and that can be taken back, the likeliest first.
func undoings(f *metadata.File, r *signature.Result) iter.Seq[undoing] {
	e := &f.Entities[0]
	return func(yield func(undoing) bool) {
		for _, each := range []iter.Seq[undoing]{editedIDs(e), editedAddresses(e), editedKeys(e, r), addedAttributes(e), addedParts(e, r)} {
			for u := range each {
				if !yield(u) {
					return
				}
			}
		}
	}
}

// valued changes the value of an attribute of n; ok is false when it has none of that name.
func valued(n *tree.Node, name, value string) (c change, ok bool) {
	for _, a := range n.Attrs {
		if a.Local == name && a.Space == "" {
			return change{a.Start, a.End, name + `="` + strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(value) + `"`}, true
		}
	}
	return change{}, false
}

// editedIDs takes back an entityID that is not as Entra writes it for a tenant that the file names.
func editedIDs(e *metadata.Entity) iter.Seq[undoing] {
	return func(yield func(undoing) bool) {
		tenants := []string{check.Tenant(e.ID)}
		for _, r := range e.Roles {
			for _, p := range r.Endpoints {
				if t := check.Tenant(p.Location); !slices.Contains(tenants, t) {
					tenants = append(tenants, t)
				}
			}
		}
		for _, t := range tenants {
			for _, host := range []string{"https://sts.windows.net/", "https://sts.chinacloudapi.cn/"} {
				was := host + t + "/"
				c, ok := valued(e.Node, "entityID", was)
				if t == "" || was == e.ID || !ok {
					continue
				}
				edit := check.Edit{Kind: check.ChangedText, Node: e.Node, Name: "entityID", Was: was, Is: e.ID}
				if strings.HasPrefix(e.ID, was) {
					edit.Kind = check.AppendedID
				}
				if !yield(undoing{edit, []change{c}}) {
					return
				}
			}
		}
	}
}

// editedAddresses gives each address of the SAML role the value of another one: Entra has one for all.
func editedAddresses(e *metadata.Entity) iter.Seq[undoing] {
	return func(yield func(undoing) bool) {
		for n := range samlServices(e) {
			is, _ := n.Attr("Location")
			tried := map[string]bool{is: true}
			for other := range samlServices(e) {
				was, _ := other.Attr("Location")
				c, ok := valued(n, "Location", was)
				if !ok || tried[was] {
					continue
				}
				tried[was] = true
				if !yield(undoing{check.Edit{Kind: check.ChangedText, Node: n, Name: n.Local + " Location", Was: was, Is: is}, []change{c}}) {
					return
				}
			}
		}
	}
}

// samlServices gives the elements of the identity provider's role that have an address.
func samlServices(e *metadata.Entity) iter.Seq[*tree.Node] {
	return func(yield func(*tree.Node) bool) {
		for _, r := range e.Roles {
			if r.Kind != "IDPSSODescriptor" {
				continue
			}
			for _, n := range r.Node.Elements("", "") {
				if _, ok := n.Attr("Location"); ok && !yield(n) {
					return
				}
			}
		}
	}
}

// editedKeys joins certificates that were broken into lines, and puts the certificate that the signature names in
// the place of each other one, in all roles and in each.
func editedKeys(e *metadata.Entity, r *signature.Result) iter.Seq[undoing] {
	var all []*tree.Node
	for _, role := range e.Roles {
		for _, k := range role.Node.Elements(saml.NSMetadata, "KeyDescriptor") {
			all = append(all, k.All(saml.NSSignature, "X509Certificate")...)
		}
	}
	joined := func(n *tree.Node) string { return strings.Join(strings.Fields(n.Text()), "") }
	put := func(n *tree.Node, text string) change {
		return change{n.Children[0].Start, n.Children[len(n.Children)-1].End, text}
	}
	return func(yield func(undoing) bool) {
		var lines []change
		others := map[string][]change{} // the certificate as it stands → where it would be the other
		var order []string
		named := ""
		if certs := r.Node.All(saml.NSSignature, "X509Certificate"); len(certs) > 0 {
			named = joined(certs[0])
		}
		for _, n := range all {
			if len(n.Children) == 0 {
				continue
			}
			is := joined(n)
			if is != n.Text() {
				lines = append(lines, put(n, is))
			}
			if is != named && named != "" {
				if others[is] == nil {
					order = append(order, is)
				}
				others[is] = append(others[is], put(n, named))
			}
		}
		if lines != nil && !yield(undoing{check.Edit{Kind: check.BrokenLines, Node: all[0], Was: "certificates on one line", Is: "certificates on several lines"}, lines}) {
			return
		}
		for _, is := range order {
			at := slices.IndexFunc(all, func(n *tree.Node) bool { return joined(n) == is })
			edit := check.Edit{Kind: check.SwappedKey, Node: all[at], Was: "the certificate that signed the file", Is: "another certificate"}
			if !yield(undoing{edit, others[is]}) {
				return
			}
		}
	}
}

// expectedAttributes are what Entra writes on the elements whose attributes people add to.
var expectedAttributes = map[string][]string{
	"EntityDescriptor": {"ID", "entityID"}, "IDPSSODescriptor": {"protocolSupportEnumeration"},
	"SingleSignOnService": {"Binding", "Location"}, "SingleLogoutService": {"Binding", "Location"}, "KeyDescriptor": {"use"},
}

// addedAttributes takes away each attribute that Entra does not write.
func addedAttributes(e *metadata.Entity) iter.Seq[undoing] {
	return func(yield func(undoing) bool) {
		nodes := []*tree.Node{e.Node}
		for _, r := range e.Roles {
			nodes = append(append(nodes, r.Node), r.Node.Elements("", "")...)
		}
		for _, n := range nodes {
			usual, known := expectedAttributes[n.Local]
			for _, a := range n.Attrs {
				if !known || a.Space == "" && slices.Contains(usual, a.Local) {
					continue
				}
				if !yield(undoing{check.Edit{Kind: check.AddedAttr, Node: n, Name: a.Local, Is: a.Value}, []change{{a.Start, a.End, ""}}}) {
					return
				}
			}
		}
	}
}

// addedParts takes away each child of the entity and of its roles.
func addedParts(e *metadata.Entity, r *signature.Result) iter.Seq[undoing] {
	return func(yield func(undoing) bool) {
		parents := []*tree.Node{e.Node}
		for _, role := range e.Roles {
			parents = append(parents, role.Node)
		}
		for _, p := range parents {
			for _, n := range p.Elements("", "") {
				if n == r.Node {
					continue
				}
				if !yield(undoing{check.Edit{Kind: check.AddedPart, Node: n, Name: n.Local, Is: n.Local}, []change{{n.Start, n.End, ""}}}) {
					return
				}
			}
		}
	}
}
