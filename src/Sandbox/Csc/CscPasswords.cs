using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Phone;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>The one-time passwords of CSC credentials: the text message, or the code app.</summary>
internal static class CscPasswords
{
    public static IEnumerable<ShownPassword> Shown(IReadOnlyList<CscFace> faces, NationalPki pki) =>
        from certificate in pki.PersonalCertificates
        from face in faces
        where face.CaName == certificate.Authority.CaName
        let code = face.Authorizations.ShownOtp(certificate)
        where code is not null
        select new ShownPassword(
            certificate.Authority.CaName, certificate.Account.UserId, certificate.Plan.ServiceName, certificate.CredentialId(), code);
}
