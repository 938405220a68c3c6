package main

// alsoShows lists the rails that cases of other themes stand on; a case called rail-NN-… stands on its own
// without a line here.
var alsoShows = map[string][]int{
	"wrap-utf-16":                   {2},
	"wrap-bom":                      {2},
	"wrap-latin-1":                  {2},
	"attack-doctype":                {3, 20},
	"input-deep":                    {4},
	"attack-xsw3":                   {5, 15, 16},
	"attack-xsw4":                   {5, 16},
	"attack-xsw7":                   {5},
	"attack-unsigned-behind":        {5, 15},
	"attack-hidden-in-advice":       {5},
	"attack-hidden-in-key-info":     {5, 7},
	"attack-other-namespace":        {5},
	"attack-same-id":                {6},
	"attack-xsw1":                   {5, 6, 7},
	"attack-xsw2":                   {5, 6},
	"attack-xsw5":                   {5, 8},
	"attack-xsw6":                   {5, 7},
	"attack-xsw8":                   {5, 7},
	"attack-signature-moved":        {7},
	"attack-two-references":         {7},
	"attack-own-key":                {10},
	"attack-comment":                {14},
	"attack-comment-signed":         {14},
	"attack-processing-instruction": {14},
	"good-assertion-signed":         {5, 7, 8, 16, 17},
	"good-response-signed":          {7, 16},
	"good-both-signed":              {7, 15},
	"good-no-key-info":              {7, 10},
	"good-several-keys":             {10},
	"good-certificate-only":         {10},
	"signature-rollover":            {10},
	"signature-no-metadata":         {10},
	"signature-no-signing-key":      {10},
	"signature-unsigned":            {16},
	"signature-hmac":                {11},
	"signature-no-algorithm":        {11},
	"signature-no-value":            {7},
	"signature-ecdsa":               {11},
	"signature-sha-1":               {11},
	"signature-weak-key":            {11},
	"signature-expired-key":         {11},
	"signature-one-of-two":          {15},
	"signature-xslt":                {9, 20},
	"issuer-two":                    {17},
	"issuer-stranger":               {10, 17},
	"encryption-opened":             {18},
	"encryption-opened-unsigned":    {16, 18},
	"encryption-wrapped":            {18},
	"good-application-file":         {19},
	"time-not-a-date":               {21},
	"time-offset":                   {21},
	"value-invisible":               {22},
	"value-bidirectional":           {22},
	"value-homoglyph":               {22},
	"claim-name-homoglyph":          {22},
	"claim-name-invisible":          {22},
	"rail-03-system":                {20},
	"rail-15-strangers-response":    {10},
}

// sayings are the words that the findings of a case must have: those that its reader goes by. What is built
// like a forgery is told with its place.
var sayings = map[string][]string{
	"signature-accident-line-feed": {
		`signature.altered its line ends were changed after it was signed`,
		`signature.altered keep line ends as they are`,
	},
	"signature-accident-carriage-return": {
		`signature.altered its line ends were changed after it was signed`,
	},
	"signature-accident-byte-order-mark": {
		`signature.altered invisible characters came into it after it was signed`,
	},
	"signature-accident-white-space-kept": {
		`signature.altered it was pretty-printed after it was signed`,
	},
	"signature-accident-re-encoded": {
		`signature.altered its letters with accents were garbled after it was signed`,
		`signature.altered UTF-8 read as Windows-1252`,
	},
	"signature-accident-re-encoded-latin-1": {
		`signature.altered its letters with accents were garbled after it was signed`,
	},
	"signature-accident-characters-lost": {
		`signature.altered letters in it were lost`,
		`signature.altered U+FFFD`,
	},
	"signature-accident-escaped-twice": {
		`signature.altered its special characters were escaped twice`,
	},
	"signature-accident-hard-blanks": {
		`signature.altered its blanks became no-break spaces`,
	},
	"signature-accident-typographic": {
		`signature.altered plain quotes or dashes became typographic ones`,
	},
	"signature-accident-wrapped": {
		`signature.altered its long texts were broken into lines`,
	},
	"signature-accident-blank-cut": {
		`signature.altered a blank at the end of a value was cut`,
		`signature.altered and take the blank away`,
	},
	"signature-accident-unindented": {
		`signature.altered the line breaks between its elements were taken out`,
	},
	"signature-accident-moved": {
		`signature.altered it was signed by itself and then put into another document`,
		`signature.altered Exclusive Canonicalization`,
	},
	"signature-accident-none": {
		`signature.altered its content was changed after it was signed.`,
		`signature.altered expected the digest`,
	},
	"signature-altered": {
		`signature.altered its content was changed after it was signed.`,
		`signature.altered expected the digest`,
	},
	"signature-pretty-printed": {
		`signature.altered it was pretty-printed after it was signed`,
		`signature.altered Paste the original value of SAMLResponse`,
	},
	"signature-pretty-printed-values": {
		`signature.altered it was pretty-printed after it was signed`,
	},
	"attack-xsw1": {
		`structure.ids an ID occurs twice in it, as in a forged message`,
		`structure.ids Response`,
		`structure.stray below Signature`,
		`structure.stray /Response/Signature/Response`,
	},
	"attack-xsw2": {
		`structure.ids an ID occurs twice in it`,
		`structure.stray /Response/Response`,
	},
	"attack-xsw3": {
		`structure.single it holds 2 assertions instead of one; only the second is signed; treat it as forged`,
		`structure.single /Response/Assertion[1]`,
		`structure.single tell your security team`,
	},
	"attack-unsigned-behind": {
		`structure.single it holds 2 assertions instead of one; only the first is signed; treat it as forged`,
		`structure.single /Response/Assertion[2]`,
	},
	"attack-xsw4": {
		`structure.stray a second Assertion is hidden in it, inside Assertion`,
		`structure.stray It is the one that carries the good signature`,
		`structure.stray /Response/Assertion/Assertion`,
	},
	"attack-xsw5": {
		`structure.single it holds 2 assertions instead of one`,
		`signature.reference URI #`,
	},
	"attack-xsw6": {
		`structure.stray inside Signature`,
	},
	"attack-xsw7": {
		`structure.stray a second Assertion is hidden in it, inside Extensions`,
		`structure.stray /Response/Extensions/Assertion`,
	},
	"attack-xsw8": {
		`structure.stray inside Object`,
	},
	"attack-same-id": {
		`structure.ids on Assertion, Assertion`,
	},
	"attack-signature-moved": {
		`signature.misplaced a signature stands where it does not belong, as in a forged message`,
		`signature.misplaced in Status`,
	},
	"attack-own-key": {
		`signature.trusted it is signed with a key that the imported metadata does not hold`,
		`signature.trusted do not trust the message`,
	},
	"attack-comment": {
		`structure.text a comment interrupts the text of NameID`,
		`structure.text takes "b.simon@example.com" for the value`,
	},
	"attack-comment-signed": {
		`structure.text takes "b.simon" for the value`,
	},
	"attack-processing-instruction": {
		`structure.text a processing instruction interrupts the text of Country`,
		`structure.text takes "United" for the value`,
	},
	"attack-doctype": {
		`input.doctype its XML has a DOCTYPE, which no SAML message may have`,
		`input.doctype Do not open this document in other programs`,
	},
	"attack-two-references": {
		`signature.reference its signature has 2 references instead of one, as in a forged message`,
	},
	"attack-second-name-id": {
		`structure.once it holds a second NameID, and readers may take either`,
	},
	"attack-other-namespace": {
		`structure.stray a second Assertion is hidden in it, inside Response`,
		`structure.stray /Response/Assertion[1]`,
	},
	"attack-hidden-in-key-info": {
		`structure.stray inside KeyInfo`,
	},
	"attack-hidden-in-advice": {
		`structure.stray inside Advice`,
	},
	"rail-05-encrypted-beside": {
		`structure.single it holds 2 assertions instead of one`,
		`structure.single /Response/EncryptedAssertion`,
	},
	"rail-05-response-inside": {
		`structure.stray a second Response is hidden in it, inside Extensions`,
	},
	"rail-06-two-ids": {
		`structure.ids its Status carries two IDs, as in a forged message`,
	},
	"rail-06-small-letters": {
		`structure.ids on Status, Assertion`,
	},
	"rail-06-namespace": {
		`structure.ids on Status, Assertion`,
	},
	"rail-07-no-reference": {
		`signature.reference its signature has 0 references instead of one`,
	},
	"rail-07-two-signed-info": {
		`signature.malformed forgers build signatures like this`,
	},
	"rail-08-whole-document": {
		`signature.reference no URI, or an empty one`,
	},
	"rail-10-encryption-key": {
		`signature.trusted it is signed with a key that the metadata announces for encryption only`,
	},
	"rail-10-other-entity": {
		`signature.trusted it names one issuer and is signed with the key of another`,
	},
	"rail-16-claim-outside": {
		`claim.missing Country`,
	},
	"rail-17-response-issuer": {
		`response.issuer issuer`,
	},
	"rail-22-control": {
		`claim.invisible United\u009bStates`,
	},
}
