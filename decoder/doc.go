// Package decoder says why a SAML sign-in failed.
//
// Data goes through its rooms one way and never back:
//
//	wire.Capture ─▶ wire.Payload ─▶ tree.Doc ─▶ saml.Message ─▶ check.Case ─▶ []report.Finding ─▶ report.Report
//	what was given  one XML found   safe XML    as sent, and    everything    what is so, where,   plain data for
//	untouched       and its layers  with places as signed       known         who mends it, how    text, JSON, window
//
// The rooms:
//
//	wire        peels a paste until a message appears
//	tree        the one room that reads XML
//	saml        the model of a message; never refuses
//	signature   enveloped signatures, key by key
//	encryption  EncryptedAssertion and EncryptedID, with a key of the application
//	metadata    entities, roles and keys of federation metadata
//	profile     what an application wants, held against what was sent
//	explain     vendor codes (AADSTS…) and SAML status codes in words
//	check       the checks, a theme a file, and the choice of the cause
//	rollover    two metadata files compared, and the order in which a certificate is changed
//	handoff     the mail draft and the files that go to the application's vendor
//	flow        the way of the messages: which answers which, and which explains the outcome
//	report      the answer, and its writers
//	scenario    one test or practice case: a capture, its setting and what is expected
//	mint        makes signed messages for vectors and practice cases; no program links it
//
// Three laws hold here. saml reads, check judges, report says, the fronts show: a message with
// everything wrong with it still parses. A bad message is an answer, not an error: an error only
// means that there was nothing to look at. And decoder opens no file, no socket and no clock:
// bytes, times and keys are handed in.
package decoder
