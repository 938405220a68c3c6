// Package tree is the one room that reads XML: strict, namespace-exact, with a place for every node.
//
// It refuses what XML 1.0 and Namespaces in XML 1.0 call not well-formed, and every document type
// declaration (SAML2Int SDP-G03). It resolves no entity but the five predefined ones and character
// references. It does not decode encodings: decoder/wire hands it UTF-8.
package tree

import (
	"fmt"
	"sync"
)

// Limits bound one document. Exceeding one is an Error with its own Code.
type Limits struct {
	Bytes      int // of the source
	Depth      int // of nested elements
	Nodes      int // elements, texts, comments and processing instructions; with Scan at one time
	Attributes int // an element, namespace declarations left out
	Namespaces int // namespace declarations an element
}

// MessageLimits bound a message, MetadataLimits a metadata file that is read as a whole, AggregateLimits
// a federation's, out of which one entity is taken.
var (
	MessageLimits   = Limits{Bytes: 16 << 20, Depth: 100, Nodes: 400_000, Attributes: 300, Namespaces: 64}
	MetadataLimits  = Limits{Bytes: 20 << 20, Depth: 100, Nodes: 400_000, Attributes: 300, Namespaces: 64}
	AggregateLimits = Limits{Bytes: 128 << 20, Depth: 100, Nodes: 400_000, Attributes: 300, Namespaces: 64}
)

// Kind is the kind of a node.
type Kind uint8

// The kinds. Character data of CDATA sections is Text like any other.
const (
	Element Kind = iota
	Text
	Comment
	ProcInst
)

// Doc is a parsed document. It is immutable.
type Doc struct {
	Source string // the UTF-8 text that was parsed; offsets count its bytes
	Root   *Node

	once  sync.Once
	lines []int // offsets of line starts, made when first asked for

	mu    sync.Mutex
	ranks map[*Node]rank // of elements with many siblings, made when first asked for

	counted sync.Once
	shared  []*Node        // DuplicateIDs, found when first asked for
	ids     map[string]int // how many elements have each
}

// Node is an element, a text, a comment or a processing instruction.
type Node struct {
	Kind     Kind
	Prefix   string // as written
	Local    string // of a ProcInst: its target
	Space    string // namespace URI
	Attrs    []Attr // in document order, without namespace declarations
	Decls    []Decl // namespace declarations, in document order
	Children []*Node
	Parent   *Node
	Data     string // Text: the character data, references resolved, line ends normalised; Comment: the content; ProcInst: what follows the target
	Start    int    // byte offset of the node's first byte
	End      int    // byte offset after its last byte
}

// Attr is one attribute; Value is normalised (XML 1.0, 3.3.3).
type Attr struct {
	Prefix, Local, Space, Value string
	Start, End                  int // of the whole attribute, name to closing quote
}

// Decl is one namespace declaration; Prefix is empty for the default namespace.
type Decl struct{ Prefix, URI string }

// Place is where a node stands: line and column count from 1, the column in bytes; Path is the
// chain of local names, numbered from 1 where siblings share a name ("/Response/Assertion[2]/Subject").
type Place struct {
	Line, Column, Offset int
	Path                 string
}

// Code names why a document was refused.
type Code string

// The codes.
const (
	NotWellFormed Code = "not-well-formed"
	DocType       Code = "doctype"    // a document type or entity declaration
	Encoding      Code = "encoding"   // not UTF-8, or a character XML 1.0 does not allow
	TooLarge      Code = "too-large"  // Limits.Bytes
	TooDeep       Code = "too-deep"   // Limits.Depth
	TooMany       Code = "too-many"   // Limits.Nodes, Attributes or Namespaces
	Namespace     Code = "namespace"  // an unbound prefix, a forbidden binding, a name with a colon too many
	Truncated     Code = "truncated"  // the text ends inside the document
	NoElement     Code = "no-element" // no root element at all
	Trailing      Code = "trailing"   // content after the root element
)

// Error says why and where a document was refused.
type Error struct {
	Code         Code
	Line, Column int // 1-based
	Offset       int
	Msg          string // what was expected and what was found
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
}
