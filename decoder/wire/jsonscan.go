package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// errJSON is wrapped by every error about the text itself.
var errJSON = errors.New("expected JSON")

// jsonEvents takes what a jsonScanner meets. The slices are valid during the call only.
type jsonEvents interface {
	begin(object bool)
	end(object bool)
	key(raw []byte)
	wants() bool     // whether the string value that comes next is to be kept
	text(raw []byte) // a string value as written, its escapes unresolved; nil when it was too long
	number(n int)    // a number of up to nine digits; -1 for any other, and for true, false and null
}

// jsonScanner reads JSON texts (RFC 8259), one or several in a row, without building them. It checks
// the structure, which tells JSON from what only begins like it, but leaves numbers and the inside of
// strings alone: what is looked for stands in strings, and strings are most of an export, so they are
// crossed with bytes.IndexByte. encoding/json looks at each byte and makes a string of each value.
type jsonScanner struct {
	r       io.Reader
	buf     []byte
	pos     int
	max     int   // bytes of a string that is still handed on
	err     error // of the reader
	skipped int   // strings longer than max
	stack   []bool
}

func newJSONScanner(r io.Reader, maxText int) *jsonScanner {
	return &jsonScanner{r: r, buf: make([]byte, 0, window), max: maxText}
}

// fill reads more behind what is not used yet. It says whether there was more.
func (s *jsonScanner) fill() bool {
	if s.err != nil {
		return false
	}
	if s.pos > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
		s.pos = 0
	}
	if len(s.buf) == cap(s.buf) {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	for range maxStalled {
		n, err := s.r.Read(s.buf[len(s.buf):min(cap(s.buf), len(s.buf)+window)])
		s.buf = s.buf[:len(s.buf)+n]
		s.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// next gives the next byte that is no white space, and leaves it; ok is false at the end.
func (s *jsonScanner) next() (c byte, ok bool) {
	for {
		for s.pos < len(s.buf) {
			switch c := s.buf[s.pos]; c {
			case ' ', '\n', '\r', '\t':
				s.pos++
			default:
				return c, true
			}
		}
		if !s.fill() {
			return 0, false
		}
	}
}

// str reads the string whose opening quote was passed. In a text that ends inside the string it gives
// what there is. A string over the limit is passed over and given as nil.
func (s *jsonScanner) str() (raw []byte, err error) {
	done := 0 // bytes behind pos that hold no closing quote
	for {
		rest := s.buf[s.pos:]
		i := bytes.IndexByte(rest[done:], '"')
		if i >= 0 {
			i += done
			if backslashes(rest[:i])%2 == 0 {
				s.pos += i + 1
				return rest[:i], nil
			}
			done = i + 1
			continue
		}
		if done = len(rest); done > s.max {
			s.skipped++
			return nil, s.skip()
		}
		if !s.fill() {
			raw = s.buf[s.pos:]
			s.pos = len(s.buf)
			return raw, s.ended()
		}
	}
}

// skip passes over the rest of a string without keeping it.
func (s *jsonScanner) skip() error {
	escaped := false // the byte at pos stands behind a backslash
	for {
		for s.pos < len(s.buf) {
			rest := s.buf[s.pos:]
			if escaped {
				escaped = false
				s.pos++
				continue
			}
			i := bytes.IndexByte(rest, '"')
			n := i
			if i < 0 {
				n = len(rest)
			}
			odd := backslashes(rest[:n])%2 == 1
			s.pos += n
			if i >= 0 && !odd {
				s.pos++
				return nil
			}
			escaped = odd
		}
		if !s.fill() {
			return s.ended()
		}
	}
}

// backslashes counts the backslashes that b ends with.
func backslashes(b []byte) int {
	n := 0
	for n < len(b) && b[len(b)-1-n] == '\\' {
		n++
	}
	return n
}

// ended is the error for a text that ends too early.
func (s *jsonScanner) ended() error {
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return s.err
	}
	return fmt.Errorf("%w to go on, found its end: %w", errJSON, io.ErrUnexpectedEOF)
}

func (s *jsonScanner) wrong(want string, c byte) error {
	return fmt.Errorf("%w, %s, found %q", errJSON, want, c)
}

// scan reads to the end. The error wraps io.ErrUnexpectedEOF for a text that was cut off, errJSON for
// that and for what is not JSON; else it is the reader's.
func (s *jsonScanner) scan(h jsonEvents) error {
	if c, ok := s.next(); ok && c == bomUTF8[0] {
		s.pos += len(bomUTF8)
	}
	for {
		c, ok := s.next()
		if !ok {
			if errors.Is(s.err, io.EOF) {
				return nil
			}
			return s.err
		}
		if c != '{' && c != '[' {
			return s.wrong("an object or array", c)
		}
		if err := s.value(h); err != nil {
			return err
		}
	}
}

// value reads one object or array with all that is in it.
func (s *jsonScanner) value(h jsonEvents) error {
	s.stack = s.stack[:0]
	return s.within(h, true)
}

// find goes on to the next member of one of names, as a reader does that lost its place: one whose quote stands
// behind a backslash is part of a string. It says whether there is one.
func (s *jsonScanner) find(names ...string) bool {
	for {
		i, longest := -1, 0
		for _, name := range names {
			longest = max(longest, len(name)+2)
			if j := bytes.Index(s.buf[s.pos:], []byte(`"`+name+`"`)); j >= 0 && (i < 0 || j < i) {
				i = j
			}
		}
		if i < 0 {
			s.pos = max(s.pos, len(s.buf)-longest-1) // the byte before the name stays, too
			if !s.fill() {
				return false
			}
			continue
		}
		s.pos += i
		if s.pos == 0 || s.buf[s.pos-1] != '\\' {
			return true
		}
		s.pos++
	}
}

// within reads to the end of the outermost container of the stack.
func (s *jsonScanner) within(h jsonEvents, needValue bool) error {
	needComma := false
	for {
		c, ok := s.next()
		if !ok {
			return s.ended()
		}
		inObject := len(s.stack) > 0 && s.stack[len(s.stack)-1]
		switch {
		case c == '}' && inObject && !needValue, c == ']' && len(s.stack) > 0 && !inObject && (needComma || s.opened()):
			s.pos++
			s.stack = s.stack[:len(s.stack)-1]
			h.end(inObject)
			if len(s.stack) == 0 {
				return nil
			}
			needValue, needComma = false, true
			continue
		case needComma:
			if c != ',' {
				return s.wrong("a comma or an end", c)
			}
			s.pos++
			needComma, needValue = false, !inObject
			continue
		case !needValue: // a key
			if c != '"' {
				return s.wrong("a name", c)
			}
			s.pos++
			raw, err := s.str()
			if err != nil {
				return err
			}
			h.key(raw)
			if c, ok = s.next(); !ok {
				return s.ended()
			}
			if c != ':' {
				return s.wrong("a colon", c)
			}
			s.pos++
			needValue = true
			continue
		}
		switch c {
		case '{', '[':
			if len(s.stack) == maxJSONDepth {
				return fmt.Errorf("%w of no more than %d levels", errJSON, maxJSONDepth)
			}
			s.pos++
			s.stack = append(s.stack, c == '{')
			h.begin(c == '{')
			needValue = c == '['
			needComma = false
			continue
		case '"':
			s.pos++
			if !h.wants() {
				if err := s.skip(); err != nil {
					return err
				}
				break
			}
			raw, err := s.str()
			h.text(raw)
			if err != nil {
				return err
			}
		default:
			n, err := s.literal(c)
			if err != nil {
				return err
			}
			h.number(n)
		}
		needValue, needComma = false, true
	}
}

// opened says whether the byte before the white space at pos opened the array: it may be closed
// without a value then.
func (s *jsonScanner) opened() bool {
	for i := s.pos - 1; i >= 0; i-- {
		switch s.buf[i] {
		case ' ', '\n', '\r', '\t':
		default:
			return s.buf[i] == '['
		}
	}
	return true // white space filled the window: not worth telling apart
}

// literal passes over a number, true, false or null, and gives what jsonEvents.number is told.
func (s *jsonScanner) literal(c byte) (n int, err error) {
	if c != '-' && c != 't' && c != 'f' && c != 'n' && (c < '0' || c > '9') {
		return -1, s.wrong("a value", c)
	}
	for {
		for s.pos < len(s.buf) {
			switch c := s.buf[s.pos]; c {
			case ',', ']', '}', ' ', '\n', '\r', '\t':
				return n, nil
			default:
				digit := c >= '0' && c <= '9'
				switch {
				case digit && n >= 0 && n < 1e8:
					n = 10*n + int(c-'0')
				case !digit && c != '-' && c != '+' && c != '.' && (c|0x20 < 'a' || c|0x20 > 'z'):
					return -1, s.wrong("a number, true, false or null", c)
				default:
					n = -1
				}
				s.pos++
			}
		}
		if !s.fill() {
			return -1, s.ended()
		}
	}
}
