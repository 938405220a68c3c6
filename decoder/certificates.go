package decoder

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"claimcheck/decoder/check"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
)

// mostCertificates and mostUses bound the certificates of a file that are listed, and the places of each: an
// application's file has one or two in three roles, a federation thousands. maxEntityID bounds, in bytes, the name
// of an entity that stands beside each; Metadata 2.3.2 allows 1024 characters.
const (
	mostCertificates = 1_000
	mostUses         = 50
	maxEntityID      = 1 << 10
)

// held is a certificate or bare key of a file while its places are collected.
type held struct {
	report.Certificate
	key    metadata.Key
	signs  bool // an identity provider's role announces it for signing
	beside report.Beside
}

// certificates lists every certificate and bare key of a file once, in document order, with its places and judged at
// that instant; results are those of the file's own signatures. A bare key whose certificate the file holds as well
// is a place of that certificate. The notes say what is not listed.
func certificates(f *metadata.File, results []signature.Result, at time.Time) (list []report.Certificate, notes []string) {
	signer := map[string]bool{}
	for _, r := range results {
		if r.Cause == signature.Good && r.Parent == f.Doc.Root {
			signer[metadata.Key{Public: r.Key.Public}.SameKey()] = true
		}
	}
	first := map[string]string{} // public key → thumbprint of the first certificate with it
	unlisted := 0
	all := collect(f, at)
	for _, h := range all[:min(len(all), mostCertificates)] {
		c := h.Certificate
		c.Key = report.KeyOf(h.key.Public, h.key.Cert)
		c.InMetadata, c.Source = true, f.Name
		if h.key.Problem != nil {
			c.Unreadable = report.Brief(h.key.Problem.Error())
		}
		if same := h.key.SameKey(); same != "" {
			c.SignedFile = signer[same]
			if c.SameKeyAs = first[same]; c.SameKeyAs == "" {
				first[same] = c.SHA1
			}
		}
		if h.key.Cert != nil {
			left := report.DaysLeft(c.NotAfter, at)
			c.DaysLeft = &left
		}
		c.Words = c.Explain(at, h.signs, h.beside)
		unlisted += c.Places - len(c.Uses)
		list = append(list, c)
	}
	if more := len(all) - len(list); more > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d certificates: the first %d are listed", more, len(all), mostCertificates))
	}
	if unlisted > 0 {
		notes = append(notes, fmt.Sprintf("further places of the certificates, in number %d: of each certificate the first %d are listed", unlisted, mostUses))
	}
	return list, notes
}

// collect finds the certificates and bare keys of a file, where each is announced, and what stands beside it.
func collect(f *metadata.File, at time.Time) []*held {
	var all []*held
	known := map[string]*held{}
	marks := marksOf(f)
	for _, e := range f.Entities {
		var signing []*held // each once
		now := report.Beside{Entra: check.OfEntra(&e)}
		told := map[*held]bool{}
		for _, r := range e.Roles {
			for _, k := range r.Keys {
				h := known[marks(k)]
				if h == nil {
					h = &held{}
					known[marks(k)], all = h, append(all, h)
				}
				if h.key.Cert == nil { // the certificate stands for its key
					h.key = k
					h.Term = termOf(k, at)
				}
				if h.Places++; h.Places <= mostUses {
					h.Uses = append(h.Uses, useOf(f, e, r, k))
				}
				if r.Kind == "IDPSSODescriptor" && k.Signs() && !told[h] {
					told[h], signing = true, append(signing, h)
				}
			}
		}
		for _, h := range signing {
			now = now.With(h.Term, 1)
		}
		for _, h := range signing {
			if !h.signs { // in several entities the first counts
				h.signs, h.beside = true, now.With(h.Term, -1)
			}
		}
	}
	return all
}

func termOf(k metadata.Key, at time.Time) report.Term {
	if k.Cert == nil {
		return report.Undated
	}
	return report.TermOf(k.Cert.NotBefore, k.Cert.NotAfter, at)
}

func useOf(f *metadata.File, e metadata.Entity, r metadata.Role, k metadata.Key) report.KeyUse {
	id := e.ID
	if len(id) > maxEntityID {
		id = strings.ToValidUTF8(id[:maxEntityID], "") + "…"
	}
	p := f.Doc.Place(k.Node)
	return report.KeyUse{EntityID: id, Role: r.Kind, Use: k.Use, Place: &report.Place{Line: p.Line, Column: p.Column, Path: p.Path, Offset: p.Offset}}
}

// marksOf gives what tells the certificates of a file apart, and the bare keys that no certificate of it holds. What
// cannot be read is the same where the same text stands.
func marksOf(f *metadata.File) func(metadata.Key) string {
	certified := map[string]string{} // public key → its first certificate
	for _, e := range f.Entities {
		for _, r := range e.Roles {
			for _, k := range r.Keys {
				if k.Cert != nil && certified[k.SameKey()] == "" {
					certified[k.SameKey()] = string(k.Cert.Raw)
				}
			}
		}
	}
	return func(k metadata.Key) string {
		switch {
		case k.Cert != nil:
			return string(k.Cert.Raw)
		case k.Public == nil:
			sum := sha256.Sum256([]byte(k.Node.AllText()))
			return "unreadable " + string(sum[:])
		case certified[k.SameKey()] != "":
			return certified[k.SameKey()]
		}
		return "key " + k.SameKey()
	}
}
