package setup

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Field is one thing that the portal's page or Graph shows of an application.
type Field string

// The fields, in the order of the portal.
const (
	AppName            Field = "app-name"
	AppID              Field = "app-id"
	Gallery            Field = "gallery" // name of the gallery's template, where the home page address carries it
	Enabled            Field = "enabled"
	AssignmentRequired Field = "assignment-required"
	Mode               Field = "mode"
	Identifier         Field = "identifier"
	ReplyURL           Field = "reply-url"
	SignOnURL          Field = "sign-on-url"
	RelayState         Field = "relay-state"
	LogoutURL          Field = "logout-url"
	IssuerWithAppID    Field = "issuer-with-app-id"
	AudienceOverride   Field = "audience-override"
	SigningOption      Field = "signing-option"
	SigningAlgorithm   Field = "signing-algorithm"
	NotificationEmail  Field = "notification-email"
	MetadataURL        Field = "metadata-url"
	SignedRequests     Field = "signed-requests"
	TokenEncryption    Field = "token-encryption"
	LoginURL           Field = "login-url"
	EntraIdentifier    Field = "entra-identifier"
	EntraLogoutURL     Field = "entra-logout-url"
)

// Shown says where the portal shows a field and how it calls it.
type Shown struct {
	Field   Field
	Section string
	Name    string
	Rare    bool // it shows only where somebody set it, or to who looks for it
}

// The sections of the portal's pages.
const (
	sectionProperties   = "Properties"
	sectionBasic        = "Basic SAML Configuration"
	SectionClaims       = "Attributes & Claims"
	SectionCertificates = "SAML Certificates" // of certificates too
	sectionVerification = "Verification certificates"
	sectionEncryption   = "Token encryption"
	sectionSetUp        = "Set up the application"
	sectionOther        = "" // one whose values are of no use here
)

// Fields lists every field in the order of the portal.
func Fields() []Shown {
	return []Shown{
		{AppName, sectionProperties, "Name", false},
		{AppID, sectionProperties, "Application ID", false},
		{Gallery, sectionProperties, "Gallery application", true},
		{Enabled, sectionProperties, "Enabled for users to sign-in", false},
		{AssignmentRequired, sectionProperties, "Assignment required", false},
		{Mode, sectionProperties, "Single sign-on mode", false},
		{Identifier, sectionBasic, "Identifier (Entity ID)", false},
		{ReplyURL, sectionBasic, "Reply URL (Assertion Consumer Service URL)", false},
		{SignOnURL, sectionBasic, "Sign on URL", false},
		{RelayState, sectionBasic, "Relay State", false},
		{LogoutURL, sectionBasic, "Logout Url", false},
		{IssuerWithAppID, SectionClaims, "Append application ID to issuer", true},
		{AudienceOverride, SectionClaims, "Override audience claim", true},
		{SigningOption, SectionCertificates, "Signing Option", true},
		{SigningAlgorithm, SectionCertificates, "Signing Algorithm", true},
		{NotificationEmail, SectionCertificates, "Notification Email", false},
		{MetadataURL, SectionCertificates, "App Federation Metadata Url", false},
		{SignedRequests, sectionVerification, "Required", false},
		{TokenEncryption, sectionEncryption, "Encryption certificate", false},
		{LoginURL, sectionSetUp, "Login URL", false},
		{EntraIdentifier, sectionSetUp, "Microsoft Entra Identifier", false},
		{EntraLogoutURL, sectionSetUp, "Logout URL", false},
	}
}

// form is what a value of a field looks like.
type form int

const (
	text   form = iota
	token       // one word
	link        // an address with a scheme
	answer      // yes or no
	date
	thumb
	mail
)

// part is what a label leads to beside a field: a part of a certificate or of a claim.
type part int

const (
	ofField part = iota
	certStatus
	certThumb
	certPreferred // the thumbprint of the one that is active
	certEnd
	claimName
	claimNamespace
	claimSource
	claimFormat
	passedOver // its value is of no use here
)

// label is one label of the portal's pages, folded, with what it leads to.
type label struct {
	text  string
	field Field
	part  part
	form  form
}

// leads are the fields with their labels: first English, new and old; then as Microsoft's translated articles print
// them (configure-saml-single-sign-on.md in azure-docs.de-de, fr-fr, es-es, it-it, pt-br, nl-nl, ja-jp, zh-cn,
// ko-kr, pl-pl, sv-se), with plain variants of those; last the names of Graph's properties. Labels that lead to two fields
// of the page are told apart by their section and by the value.
var leads = []struct {
	field  Field
	part   part
	form   form
	labels string // separated by "|"
}{
	{Identifier, ofField, token, "identifier (entity id)|identifier|entity id|bezeichner (entitäts-id)|bezeichner|identificateur (id d'entité)|identificateur|" +
		"identificador (identificador de entidad)|identificador (id. de entidad)|identificador|identificatore (id entità)|identificatore|identificador (id da entidade)|" +
		"id (entiteits-id)|識別子 (エンティティ id)|識別子|标识符(实体 id)|标识符 (实体 id)|标识符|id(엔터티 id)|식별자(엔터티 id)|식별자|" +
		"identyfikator (identyfikator jednostki)|identifierare (entitets-id)|identifieruris|serviceprincipalnames"},
	{ReplyURL, ofField, link, "reply url|assertion consumer service url|antwort-url|url de réponse|url de respuesta|dirección url de respuesta|url di risposta|url de resposta|" +
		"antwoord-url|応答 url|回复 url|회신 url|adres url odpowiedzi|svarswebbadress|svars-url|replyurls"},
	{SignOnURL, ofField, link, "sign on url|sign-on url|sign-in url|anmelde-url|url d'authentification|url de connexion|url de inicio de sesión|dirección url de inicio de sesión|url di accesso|" +
		"url de logon|url de entrada|aanmeldings-url|サインオン url|登录 url|单一登录 url|로그온 url|adres url logowania|inloggnings-url|loginurl"},
	{RelayState, ofField, text, "relay state|relayzustand|relaystatus|état de relais|estado de la retransmisión|estado de retransmisión|stato dell'inoltro|estado de retransmissão|" +
		"リレー状態|中继状态|릴레이 상태|stan przekaźnika|vidarebefordransstatus"},
	{LogoutURL, ofField, link, "logout url|abmelde-url|url de déconnexion|dirección url de cierre de sesión|url de cierre de sesión|url di disconnessione|url de logoff|url de logout|" +
		"afmeldings-url|ログアウト url|注销 url|로그아웃 url|로그 아웃 url|adres url wylogowywania|adres url wylogowania|utloggnings-url|logouturl"},
	{LoginURL, ofField, link, "login url|azure login url|ログイン url|로그인 url"},
	{EntraIdentifier, ofField, link, "microsoft entra identifier|azure ad identifier|azure active directory identifier|microsoft entra id identifier|azure ad-bezeichner|microsoft entra-bezeichner|" +
		"identificateur azure ad|identificador de azure ad|identificatore azure ad|identificador do azure ad|azure ad-id|azure ad 識別子|azure ad 标识符|azure ad 식별자|" +
		"identyfikator usługi azure ad|azure ad-identifieraren|azure ad-identifierare"},
	{EntraLogoutURL, ofField, link, "azure logout url"},
	{MetadataURL, ofField, link, "app federation metadata url|app-verbundmetadaten-url|url des métadonnées de fédération de l'application|" +
		"dirección url de metadatos de federación de la aplicación|url de metadatos de federación de aplicación|url dei metadati della federazione dell'app|url de metadados de federação do aplicativo|" +
		"アプリのフェデレーション メタデータ url|应用联合元数据 url|앱 페더레이션 메타데이터 url|adres url metadanych federacji aplikacji|url:en för appfederationsmetadata"},
	{SigningOption, ofField, text, "signing option"},
	{SigningAlgorithm, ofField, text, "signing algorithm"},
	{NotificationEmail, ofField, mail, "notification email|notification email addresses|notification e-mail|benachrichtigungs-e-mail-adressen|adresses de courrier de notification|" +
		"direcciones de correo electrónico de notificación|indirizzi di posta elettronica di notifica|email de notificação|e-mailadres voor meldingen|通知の電子メール アドレス|通知电子邮件地址|" +
		"알림 전자 메일 주소|adresy e-mail powiadomień|e-postadresser för avisering|notificationemailaddresses"},
	{SignedRequests, ofField, answer, "require verification certificates|issignedrequestrequired"},
	{Enabled, ofField, answer, "enabled for users to sign-in?|enabled for users to sign-in|accountenabled"},
	{AssignmentRequired, ofField, answer, "assignment required?|assignment required|user assignment required?|approleassignmentrequired"},
	{Mode, ofField, token, "single sign-on mode|preferredsinglesignonmode"},
	{AppID, ofField, token, "application id|appid|application (client) id"},
	{AppName, ofField, text, "displayname|app name|application name"},
	{IssuerWithAppID, ofField, answer, "append application id to issuer|includeapplicationidinissuer"},
	{AudienceOverride, ofField, link, "override audience claim|audience override value|audienceoverride"},

	{"", certStatus, text, "status|état|estado|stato|状態|状态|상태|stan"},
	{"", certThumb, thumb, "thumbprint"},
	{"", certPreferred, thumb, "preferredtokensigningkeythumbprint"},
	{"", certEnd, date, "expiration|expiration date|expires|ablaufdatum|date d'expiration|fecha de expiración|data di scadenza|data de validade|vervaldatum|有効期限|过期日期|到期日期|만료 날짜|data wygaśnięcia|förfallodatum"},
	{"", claimName, text, "name"},
	{"", claimNamespace, text, "namespace"},
	{"", claimSource, text, "source attribute"},
	{"", claimFormat, text, "name format|choose name format|choose name identifier format|name identifier format"},
	{"", passedOver, text, "certificate (base64)|certificate (raw)|federation metadata xml|pfx password|source|object id|user access url|homepage url|service principal name"},
}

// labels are all labels by their first character, the longest first; headings are the sections by their folded heading.
var labels, headings = lookups()

// headingWords are the headings with their sections, the words separated by "|": English, then as in the same articles.
// Those show the older headings; the newer ones beside them (SAML Certificates, Attributes & Claims) are the same words
// without the one that the portal dropped, and were not seen in a source.
var headingWords = []struct{ section, words string }{
	{sectionBasic, "basic saml configuration|grundlegende saml-konfiguration|configuration saml de base|configuración básica de saml|configurazione saml di base|configuração básica do saml|" +
		"configuração básica de saml|basis-saml-configuratie|standaard saml-configuratie|基本的な saml 構成|基本 saml 配置|기본 saml 구성|podstawowa konfiguracja saml|podstawowa konfiguracja protokołu saml|grundläggande saml-konfiguration"},
	{SectionClaims, "attributes & claims|user attributes & claims|user attributes|user attributes and claims|attributes and claims|attribute & ansprüche|attribute und ansprüche|benutzerattribute & ansprüche|benutzerattribute und ansprüche|" +
		"attributs et revendications|attributs utilisateur et revendications|atributos y notificaciones|atributos y notificaciones de usuario|attributi e attestazioni|attributi e attestazioni utente|" +
		"atributos e declarações|atributos e declarações de usuário|kenmerken en claims|gebruikerskenmerken en claims|属性と要求|ユーザー属性と要求|属性和声明|用户属性和声明|특성 및 클레임|사용자 특성 및 클레임|" +
		"atrybuty i oświadczenia|atrybuty użytkownika i oświadczenia|attribut och anspråk|användarattribut och anspråk|manage claim|required claim|additional claims"},
	{SectionCertificates, "saml certificates|saml signing certificate|token signing certificate|saml-zertifikate|saml-signaturzertifikat|certificats saml|certificat de signature saml|certificados saml|certificado de firma de saml|" +
		"certificado de firma saml|certificati saml|certificato di firma saml|certificado de autenticação saml|certificado de assinatura saml|saml-certificaten|saml-handtekeningcertificaat|saml-handtekening certificaat|" +
		"saml 証明書|saml 署名証明書|saml 证书|saml 签名证书|saml 인증서|saml 서명 인증서|certyfikat podpisywania saml|saml-signeringscertifikat"},
	{sectionVerification, "verification certificates (optional)|verification certificates"},
	{sectionEncryption, "token encryption"},
	{sectionOther, "test single sign-on|test"},
}

// lookups makes the tables for looking up.
func lookups() (map[rune][]label, map[string]string) {
	byRune, sections := map[rune][]label{}, map[string]string{}
	for _, l := range leads {
		for text := range strings.SplitSeq(l.labels, "|") {
			r, _ := utf8.DecodeRuneInString(text)
			byRune[r] = append(byRune[r], label{text: text, field: l.field, part: l.part, form: l.form})
		}
	}
	for _, list := range byRune {
		slices.SortStableFunc(list, func(a, b label) int { return len(b.text) - len(a.text) })
	}
	for _, h := range headingWords {
		for text := range strings.SplitSeq(h.words, "|") {
			sections[text] = h.section
		}
	}
	return byRune, sections
}
