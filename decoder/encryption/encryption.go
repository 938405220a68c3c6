// Package encryption opens EncryptedAssertion and EncryptedID with a private key of the application.
//
// Encryption says nothing about who sent a message: what is opened here is verified like anything else.
package encryption

import (
	"crypto"

	"claimcheck/decoder/tree"
)

// Opened is one encrypted element and what was in it.
type Opened struct {
	Node    *tree.Node // the EncryptedAssertion, EncryptedID or EncryptedAttribute
	Plain   []byte     // XML as UTF-8; nil when it could not be opened
	Key     string     // key transport algorithm URI
	Content string     // content encryption algorithm URI
	Err     error      // why it could not be opened
}

// Open decrypts one encrypted element with the first key that fits.
func Open(n *tree.Node, keys []crypto.PrivateKey) Opened { panic("not built yet") }

// Keys reads private keys: PEM (PKCS#1, PKCS#8, EC) or DER. Certificates beside them are skipped.
func Keys(name string, b []byte) ([]crypto.PrivateKey, error) { panic("not built yet") }
