// Each type knows one thing that some layer must not know. Fields are enough: what a type mentions, it depends on.
#pragma warning disable CA1823, CS0169, IDE0051, CS0649, CA1812
namespace KonTum.Tthc.WrongHouse.Arrows
{
    internal sealed class KnowsTheDomain(Domain.IDomainEvent known)
    {
        public object Known => known;
    }

    internal sealed class KnowsTheApplication(Application.Requests.IRepeatable known)
    {
        public object Known => known;
    }

    internal sealed class KnowsTheInfrastructure(Infrastructure.Postgres.EmbeddedPostgres known)
    {
        public object Known => known;
    }

    internal sealed class KnowsTheEngine(Pades.PdfRefusedException known)
    {
        public object Known => known;
    }

    internal static class KnowsTheApi
    {
        public static Type Known => typeof(Api.Hosting.ApiHost);
    }

    internal static class KnowsTheSandbox
    {
        public static Type Known => typeof(Sandbox.SandboxHost);
    }

    internal static class KnowsTheTool
    {
        public static Type Known => typeof(Cli.CommandLine);
    }

    internal sealed class KnowsMarten(Marten.IDocumentSession known)
    {
        public object Known => known;
    }

    internal sealed class KnowsPostgres(Npgsql.NpgsqlConnection known)
    {
        public object Known => known;
    }

    internal sealed class KnowsGrpc(Grpc.Core.Metadata known)
    {
        public object Known => known;
    }

    internal sealed class KnowsThePackageOfProtobuf(Google.Protobuf.ByteString known)
    {
        public object Known => known;
    }

    internal sealed class KnowsOnlyTheStandardLibrary(Uri known)
    {
        public object Known => known;
    }
}

namespace Elsewhere
{
    internal sealed class LivesInTheWrongPlace;
}
