package codeview

import "strings"

// state is where the lexer stands before a byte. It looks back a few bytes at most and never forward beyond a
// construct's opening, so that any row can be coloured alone.
type state uint8

const (
	inText    state = iota
	inName          // after "<", in the element's name or before it
	inTag           // behind the name, outside of a value
	inDouble        // inside "…"
	inSingle        // inside '…'
	inComment       // <!-- … -->
	inCDATA         // <![CDATA[ … ]]>
	inPI            // <? … ?>
)

// Kind says what a piece of XML is, for its colour.
type Kind uint8

// The kinds of tokens.
const (
	Text    Kind = iota // character data
	Punct               // < / = > and blanks inside a tag
	Name                // element name
	Attr                // attribute name
	Value               // attribute value with its quotes
	Comment             // comment with its delimiters
	PI                  // processing instruction, XML declaration
	CDATA               // CDATA section with its delimiters
	kinds
)

// Token is a run of bytes of one kind.
type Token struct {
	Range
	Kind Kind
}

// step is the state after the byte at i. The text need not be well-formed: anything lexes.
func step(st state, s string, i int) state {
	c := s[i]
	switch st {
	case inText:
		if c == '<' {
			return opened(s[i:])
		}
	case inName, inTag:
		switch c {
		case '"':
			return inDouble
		case '\'':
			return inSingle
		case '>':
			return inText
		case ' ', '\t', '\n', '\r', '=':
			return inTag
		case '/':
			if s[i-1] != '<' {
				return inTag
			}
		}
	case inDouble:
		if c == '"' {
			return inTag
		}
	case inSingle:
		if c == '\'' {
			return inTag
		}
	case inComment:
		// the dashes of "<!--" do not end the comment that they open
		if before := s[:i]; c == '>' && strings.HasSuffix(before, "--") &&
			!strings.HasSuffix(before, "<!--") && !strings.HasSuffix(before, "<!---") {
			return inText
		}
	case inCDATA:
		if c == '>' && strings.HasSuffix(s[:i], "]]") {
			return inText
		}
	case inPI:
		if before := s[:i]; c == '>' && strings.HasSuffix(before, "?") && !strings.HasSuffix(before, "<?") {
			return inText
		}
	}
	return st
}

func opened(s string) state {
	switch {
	case strings.HasPrefix(s, "<!--"):
		return inComment
	case strings.HasPrefix(s, "<![CDATA["):
		return inCDATA
	case strings.HasPrefix(s, "<?"):
		return inPI
	}
	return inName
}

// tokens appends the tokens of row r to out[:0]. They cover the row's bytes exactly once and in order.
func (d *Doc) tokens(r int, out []Token) []Token {
	out = out[:0]
	start, end := d.rowSpan(r)
	st := d.rows[r].state
	for i := start; i < end; i++ {
		next := step(st, d.text, i)
		kind := kindOf(st, next, d.text[i])
		st = next
		if n := len(out); n > 0 && out[n-1].Kind == kind {
			out[n-1].End = i + 1
			continue
		}
		out = append(out, Token{Range{i, i + 1}, kind})
	}
	return out
}

// kindOf is the kind of byte c between the states before and after it.
func kindOf(before, after state, c byte) Kind {
	st := before
	if before == inText {
		st = after
	}
	switch st {
	case inComment:
		return Comment
	case inCDATA:
		return CDATA
	case inPI:
		return PI
	case inDouble, inSingle:
		return Value
	case inText:
		return Text
	}
	switch {
	case c == '"' || c == '\'':
		return Value
	case strings.IndexByte("<>/= \t\r\n", c) >= 0:
		return Punct
	case before == inName:
		return Name
	}
	return Attr
}

// tokenAt is the token that holds the byte at offset, joined over the continuation rows of its line.
func (d *Doc) tokenAt(offset int) (Token, bool) {
	r := d.rowAt(offset)
	var whole Token
	for _, t := range d.tokens(r, nil) {
		if offset >= t.Start && offset < t.End {
			whole = t
		}
	}
	if whole.End == 0 {
		return whole, false
	}
	for b := r; b > 0 && d.rows[b].line&continued != 0 && whole.Start == int(d.rows[b].offset); b-- {
		before := d.tokens(b-1, nil)
		if len(before) == 0 || before[len(before)-1].Kind != whole.Kind {
			break
		}
		whole.Start = before[len(before)-1].Start
	}
	for a := r + 1; a < len(d.rows) && d.rows[a].line&continued != 0 && whole.End == int(d.rows[a].offset); a++ {
		after := d.tokens(a, nil)
		if len(after) == 0 || after[0].Kind != whole.Kind {
			break
		}
		whole.End = after[0].End
	}
	return whole, true
}
