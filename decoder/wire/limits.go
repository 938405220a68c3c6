package wire

// This file holds every number that bounds the work on a capture or what is told of it. None is met by
// a real message. What one of them cuts off is told, in the notes, the oddities or the answer itself.

// Limits bound the work on one capture.
type Limits struct {
	Message  int // bytes of one message at any layer
	Document int // bytes of a capture that is not a HAR or another streamed export
	Layers   int // peeled one after the other
	Messages int // found in one capture
	Total    int // bytes of all of them: each is held in memory, read and judged
}

// DefaultLimits are the limits of both programs: a response with 10,000 groups has 2 MiB, a log that can
// still be read by a person has less than 64 MiB, a log line that was escaped by each of three systems
// has 8 layers, a sign-in has 2 messages, of 20 KiB as a rule.
var DefaultLimits = Limits{Message: 16 << 20, Document: 64 << 20, Layers: 12, Messages: 500, Total: 20 << 20}

// How long a search may take. Work is counted in bytes looked at, over all layers and attempts; one
// takes about 3 ns, so that the largest document is answered within a second.
const (
	minWork     = 64 << 20 // for any capture, however short: four of the largest messages
	workPerByte = 2        // and for each byte of it: the text itself, and what is left when something was taken out of it
	attempt     = 2 << 10  // what it costs to look at a value, however short
	maxInflated = 4        // of the largest messages are inflated: compressed data of 64 KiB can hold one
)

// How much is looked for in one text, and remembered of it.
const (
	maxValues    = 16 << 10 // parameters, links or pieces of Base64 that one form takes out of a text: a log has many a long word
	maxHints     = 50       // different values that hold no message, and what they are instead: nobody reads more
	maxCodes     = 64       // mentions of an AADSTS code in an error page: a page has one, a list of examples some
	maxSentence  = 1000     // characters of the sentence behind the code: Entra's longest has 600
	maxIssuer    = 200      // bytes of the issuer of a token that are told
	maxJSONDepth = 512      // nesting of an export: HAR needs 8
	maxDecl      = 512      // bytes of an XML declaration: it has three pseudo-attributes
	maxErrorText = 16 << 10 // bytes of a text that is taken for the lower part of an error page
	maxHops      = 2000     // pages and redirects of a recorded sign-in: one has ten
	maxDamaged   = 1000     // places at which an export is damaged and read on
	maxTitle     = 200      // bytes of the title of a page
	maxMask      = 200      // bytes of a value that is taken for the mask of a secret
	maxWord      = 64       // bytes of a word that is taken for a password or a number
	maxContext   = 4096     // bytes of a URL in an unknown export that is taken for where its message went
	maxWrapped   = 256      // width of a wrapped line: mails wrap at 76, terminals at up to 250
	maxRest      = 16       // times the size of a document that is read on of what is larger, for its size and hash
	maxStalled   = 100      // reads in a row that give nothing, after which a reader is broken (io.Reader)
)

// How short may be what is recognised, so that a word is not taken for it.
const (
	minMask     = 4
	minBase64   = 16 // characters of Base64 that stands alone
	minRun      = 64 // characters of Base64 inside a text
	minWrapped  = 40 // characters of a line of wrapped text
	minNumbered = 3  // lines in a row with their numbers

	minCodeDigits = 4 // of an AADSTS code: Entra's have five to seven
	codeDigits    = 9
	minMailLine   = 70 // characters of a line that a mail program broke, which it does at 76
	mailLine      = 77
)

// How much of a text is looked at to tell its kind.
const (
	sampleText   = 512       // is it printable
	sampleTitle  = 16 << 10  // for the title of a page
	sampleHTML   = 4096      // is it a page
	sampleViewer = 400       // the sentence of a browser above XML
	samplePrefix = 128       // what a log system writes before a line
	sampleEnd    = 512       // does a text end as a message does
	sampleDER    = 40        // the object identifiers of a key file
	sampleValue  = 64        // is a value Base64, or inflated text
	sampleMargin = 200       // what stands before a value on its line
	sampleLabel  = 80        // what stands before an identifier, with its label
	sampleGap    = 12        // marks between a name and its value
	sampleExport = 64 << 10  // is a capture JSON, which is streamed
	sampleFirst  = 16 << 10  // of that at first: most captures are one message
	window       = 256 << 10 // of an export is held at once; it grows for a string that is longer
)

// How much is looked into where a capture holds several files. Work is bounded by what comes out; memory by one
// message, one text or one archive in another, whichever is the largest.
const (
	maxUnpacked  = 2 << 30   // bytes that come out of archives in all: a HAR file of a day has 1 GiB
	maxTexts     = 256 << 20 // bytes of them that are looked at as texts: four of the largest
	maxDirectory = 8 << 20   // bytes of the directory of a ZIP file: 80,000 files with usual names
	mostMembers  = 20_000    // files or sessions looked at: a sign-in has some hundreds
	maxEntries   = 200_000   // of tar, files or not
	workPerFile  = 64 << 10  // for each file on top of workPerByte: it may be short and tried in many ways
	maxName      = 200       // bytes of the way to a file that are told
	maxParts     = 1000      // parts of a mail
)
