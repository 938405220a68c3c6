package wire

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// Values of base64Class beside the six bits of a character.
const (
	notBase64 = 0xFF
	isSpace   = 0xFE
	isLineEnd = 0xFD
	isPadding = 0xFC
)

// base64Class maps a byte to its six bits in both alphabets (RFC 4648, sections 4 and 5), or to one of
// the values above.
var base64Class = func() (t [256]byte) {
	for i := range t {
		t[i] = notBase64
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range alphabet {
		t[alphabet[i]] = byte(i)
	}
	t['-'], t['_'] = 62, 63
	t[' '], t['\t'] = isSpace, isSpace
	t['\r'], t['\n'] = isLineEnd, isLineEnd
	t['='] = isPadding
	return t
}()

// base64Text is Base64 with all that is tolerated taken out: only characters of the standard alphabet.
type base64Text struct {
	chars     []byte
	padding   int
	urlSafe   bool
	spaces    int // inside a line, where a '+' may have been
	dropped   int // invisible characters
	continued int // backslashes before a line end
}

// cleanBase64 gives the Base64 in t, or ok false when t holds anything else. spaceIsPlus reads a space
// inside a line as the '+' that decoding a form makes it of.
func cleanBase64(t []byte, spaceIsPlus bool) (b base64Text, ok bool) {
	t = bytes.Trim(t, " \t\r\n\"'`,;")
	for _, dots := range [][]byte{[]byte("..."), []byte("…"), []byte("[truncated]")} {
		if bytes.HasSuffix(t, dots) {
			t = bytes.TrimRight(t[:len(t)-len(dots)], ". ")
		}
	}
	if i := bytes.LastIndexByte(t, '%'); i >= 0 && i >= len(t)-2 {
		t = t[:i] // cut off inside an escape
	}
	t = bytes.TrimRight(t, " \t\r\n") // what stood before the cut
	clean := 0
	for clean < len(t) && base64Class[t[clean]] < 64 && t[clean] != '-' && t[clean] != '_' {
		clean++
	}
	if b.padding = len(t) - clean; b.padding <= 2 && bytes.Count(t[clean:], []byte("=")) == b.padding {
		b.chars = t[:clean:clean] // nothing is to be taken out
		return b, clean >= minBase64
	}
	b.padding = 0
	b.chars = append(make([]byte, 0, len(t)), t[:clean]...)
	const standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := clean; i < len(t); i++ {
		c := t[i]
		switch v := base64Class[c]; v {
		case isLineEnd:
		case isSpace:
			j := i + 1
			for j < len(t) && base64Class[t[j]] == isSpace {
				j++
			}
			if base64Class[t[i-1]] < 64 && base64Class[t[j]] < 64 { // t is trimmed: there is something on both sides
				b.spaces += j - i
				for range j - i {
					if spaceIsPlus {
						b.chars = append(b.chars, '+')
					}
				}
			}
			i = j - 1
		case isPadding:
			b.padding++
		case notBase64:
			if c == '\\' && (i+1 == len(t) || base64Class[t[i+1]] == isLineEnd) {
				b.continued++
				continue // a line that goes on, in a shell
			}
			n := invisible(t[i:])
			if n == 0 {
				return b, false
			}
			b.dropped++
			i += n - 1
		default:
			if b.padding > 0 {
				return b, false // something follows the end
			}
			if c == '-' || c == '_' {
				b.urlSafe = true
				c = standard[v]
			}
			b.chars = append(b.chars, c)
		}
	}
	return b, b.padding <= 2 && len(b.chars) >= minBase64
}

// invisible gives the length of a character that copying out of a mail or page leaves behind and that
// shows nothing: no-break and zero-width spaces, soft hyphens, byte order marks.
func invisible(b []byte) int {
	if len(b) == 0 || b[0] < 0xC2 {
		return 0
	}
	switch r, n := utf8.DecodeRune(b); r {
	case 0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202F, 0x2060, 0xFEFF:
		return n
	}
	return 0
}

// openBase64 decodes Base64 of either alphabet, padded or not, in lines or not.
func openBase64(o *opener, p part) []part {
	b, ok := cleanBase64(p.data, true)
	if !ok {
		return nil
	}
	first, good := o.decodeBase64(p, b)
	if b.spaces == 0 {
		if values := below(p, first); values != nil {
			return values
		}
		return first
	}
	// A '+' at the very end was trimmed off as a space. Every message that needs no padding ends in '+'.
	if rest := -len(b.chars) & 3; !good && b.padding == 0 && rest < 3 {
		b.chars = append(b.chars, "++"[:rest]...)
		if again, whole := o.decodeBase64(p, b); whole {
			first, good = again, true
		}
	}
	// A space was a '+', or it was put in when the text was wrapped: what decodes to a whole text wins.
	if good {
		for i := range first {
			first[i] = first[i].odd("space-for-plus", "spaces stand where '+' was: the value was form-decoded once too often")
		}
		return first
	}
	b, _ = cleanBase64(p.data, false)
	second, good := o.decodeBase64(p, b)
	if good || len(first) == 0 {
		return second
	}
	return first
}

// below takes apart values that stand below each other, each on lines of its own, and that without padding
// read as one: the message that was decoded ends, and so does a line at its last character. nil when it is one.
func below(p part, decoded []part) []part {
	if bytes.IndexByte(p.data, '\n') < 0 && bytes.IndexByte(p.data, '\r') < 0 {
		return nil
	}
	if len(decoded) != 1 || decoded[0].kind != "" || contentOf(decoded[0].data) != "markup" {
		return nil
	}
	d := decoded[0].data
	end, cut := extent(d)
	if cut || end%3 != 0 || contentOf(bytes.TrimSpace(d[end:])) != "markup" {
		return nil
	}
	left := end / 3 * 4 // characters of the first value
	for i, c := range p.data {
		switch v := base64Class[c]; {
		case left > 0 && v < 64:
			left--
		case left == 0 && v == isLineEnd:
			return []part{p.in(p.data[:i]), p.in(p.data[i:])}
		case left == 0 && v < 64:
			return nil // one line: a message with something behind it
		}
	}
	return nil
}

// decodeBase64 gives what b decodes to if that is worth peeling. whole says that it ends as it should.
func (o *opener) decodeBase64(p part, b base64Text) (parts []part, whole bool) {
	chars := b.chars
	if len(chars)%4 == 1 {
		chars = chars[:len(chars)-1] // no byte ends here: the text was cut off, or had a character too many
	}
	d := make([]byte, base64.RawStdEncoding.DecodedLen(len(chars)))
	if _, err := base64.RawStdEncoding.Decode(d, chars); err != nil {
		return nil, false
	}
	in := p.in(d, "base64")
	in.sent = true
	in.chars = len(b.chars) + b.padding
	if b.dropped > 0 {
		in = in.odd("illegal-characters-dropped", thousands(b.dropped)+" invisible characters stood inside the Base64")
	}
	if b.continued > 0 {
		in = in.odd("line-continuations", thousands(b.continued)+" backslashes at line ends, with which a line goes on in a shell, were left out")
	}
	if b.urlSafe {
		in = in.odd("url-safe", "the Base64 uses the URL-safe alphabet; SAML wants the standard one")
	}
	switch wanted := -len(b.chars) & 3; {
	case wanted == 3:
		in = in.odd("characters-left-over", "the Base64 has one character too many, or one to three too few: at its last character no byte ends")
	case wanted > 0 && b.padding == 0:
		in = in.odd("padding-missing", "the Base64 has no padding at its end")
	case wanted != b.padding:
		in = in.odd("padding-wrong", "the Base64 ends with "+thousands(b.padding)+" '=' where "+thousands(wanted)+" belong")
	}
	if _, err := base64.RawStdEncoding.Strict().DecodeString(string(chars[len(chars)&^3:])); err != nil {
		in = in.odd("bits-left-over", "the last character of the Base64 holds bits that belong to no byte; a strict receiver refuses it")
	}
	switch kind := contentOf(d); kind {
	case "markup":
		_, cut := extent(d)
		return []part{in}, !cut && utf8.Valid(d)
	case "text":
		if isHeadless(d) {
			o.hint(headless())
			return []part{{stop: true}}, false
		}
		in.sent = false // not the message, but something around it
		return []part{in}, true
	case "wide", "gzip":
		return []part{in}, true
	case "der":
		o.hint(derFound(d))
		return nil, false
	}
	// Raw DEFLATE has no mark: it is whatever inflates to a text.
	if inner := openInflate(o, in); len(inner) > 0 {
		return inner, true
	}
	// A copy that lost its beginning has lost the places of its characters, too.
	for range 3 {
		chars = chars[1:]
		whole := chars[:len(chars)&^3]
		headlessIn := func(part []byte) bool {
			n, err := base64.RawStdEncoding.Decode(d, part)
			return err == nil && isHeadless(d[:n])
		}
		if headlessIn(whole[max(0, len(whole)-2*sampleEnd)&^3:]) && headlessIn(whole) { // the end costs little
			o.hint(headless())
			break
		}
	}
	return nil, false
}

// isHeadless says whether a text ends as a message does and has no beginning of it.
func isHeadless(d []byte) bool {
	end := d[max(0, len(d)-sampleEnd):]
	i := bytes.LastIndex(end, []byte("</"))
	if i < 0 {
		return false
	}
	name := nameAt(end[i+2:])
	return slices.Contains(messageNames, localName(string(name))) && !bytes.Contains(d, append([]byte("<"), name...))
}

// contentOf says what bytes hold by their beginning.
func contentOf(d []byte) string {
	t := bytes.TrimLeft(bytes.TrimPrefix(d, bomUTF8), " \t\r\n")
	switch {
	case len(t) > 1 && t[0] == '<' && (isNameStart(t[1]) || t[1] == '?' || t[1] == '!'):
		return "markup"
	case len(d) > 2 && d[0] == 0x1F && d[1] == 0x8B:
		return "gzip"
	case bytes.HasPrefix(d, bomUTF16BE), bytes.HasPrefix(d, bomUTF16LE), zeros(d) >= 0,
		bytes.HasPrefix(d, []byte("\x4C\x6F\xA7\x94")):
		return "wide"
	case len(d) > 4 && d[0] == 0x30 && (d[1] == 0x82 || d[1] == 0x81 || d[1] == 0x83):
		return "der"
	case printable(d):
		return "text"
	}
	return ""
}

// printable says whether d is UTF-8 text, by a sample of its beginning.
func printable(d []byte) bool {
	if len(d) == 0 {
		return false
	}
	d = d[:min(len(d), sampleText)]
	for i := 0; i < len(d); {
		if d[i] < utf8.RuneSelf {
			if d[i] < ' ' && d[i] != '\t' && d[i] != '\r' && d[i] != '\n' || d[i] == 0x7F {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(d[i:])
		if r == utf8.RuneError && n <= 1 {
			return len(d)-i < utf8.UTFMax && len(d) == sampleText // the sample ends inside a character
		}
		i += n
	}
	return true
}

// openInflate inflates gzip and zlib by their marks, and raw DEFLATE below Base64.
func openInflate(o *opener, p part) []part {
	d := p.data
	if len(d) < 3 {
		return nil
	}
	type packing struct {
		layer string
		open  func(io.Reader) (io.Reader, error)
	}
	var tries []packing
	switch {
	case d[0] == 0x1F && d[1] == 0x8B:
		tries = []packing{{"gzip", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }}}
	case contentOf(d) != "":
		return nil
	case d[0]&0x0F == 8 && (int(d[0])<<8|int(d[1]))%31 == 0: // RFC 1950, section 2.2
		tries = []packing{{"zlib", func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) }}}
		fallthrough
	default:
		if p.chars > 0 {
			tries = append(tries, packing{"deflate", func(r io.Reader) (io.Reader, error) { return flate.NewReader(r), nil }})
		}
	}
	for _, try := range tries {
		r, err := try.open(bytes.NewReader(d))
		if err != nil {
			continue
		}
		text, err := o.inflate(r, try.layer)
		switch {
		case errors.Is(err, errTooLarge):
			o.hint(tooLarge("compressed data that inflates to more than "+thousands(o.limits.Message)+" bytes, or to more than "+thousands(maxInflated*o.limits.Message)+" with all before it",
				"a message of no more than "+thousands(o.limits.Message)+" bytes"))
			return nil
		case len(text) == 0:
			continue
		case errors.Is(err, io.ErrUnexpectedEOF) && p.chars > 0:
			o.hint(truncated(p.chars))
			return nil
		case err != nil && try.layer == "deflate" && len(text) < sampleValue:
			continue // noise that inflates for a few bytes
		case err != nil:
			o.hint(damaged(fmt.Sprintf("the compressed data is damaged after %s bytes of text", thousands(len(text)))))
			return nil
		}
		return []part{p.in(text, try.layer)}
	}
	return nil
}

var errTooLarge = errors.New("expected less inflated data")

// inflate reads r through the limits: one message, and four of the largest in all. With an error it
// gives what was read before it. Raw DEFLATE that does not begin as text is given up at once.
func (o *opener) inflate(r io.Reader, layer string) ([]byte, error) {
	br := bufio.NewReaderSize(r, 512)
	if layer == "deflate" {
		begin, err := br.Peek(sampleValue)
		if len(begin) == 0 || contentOf(begin) != "markup" && contentOf(begin) != "wide" && !printable(begin) {
			return nil, err
		}
	}
	left := maxInflated*o.limits.Message - o.inflated
	limit := min(o.limits.Message, left)
	text, err := io.ReadAll(io.LimitReader(br, int64(limit)+1))
	o.inflated += len(text)
	if len(text) > limit {
		return nil, errTooLarge
	}
	return text, err
}
