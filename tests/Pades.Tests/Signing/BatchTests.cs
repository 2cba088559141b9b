using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

public sealed class BatchTests
{
    [Fact]
    public async Task One_bad_file_never_stops_the_others()
    {
        var files = new Dictionary<string, byte[]>
        {
            ["good 1"] = TestPdf.OnePage(),
            ["no pdf"] = TestPdf.Bytes("nothing"),
            ["good 2"] = TestPdf.OnePage("/MediaBox[0 0 300 300]/Rotate 90"),
        };
        var outputs = files.Keys.ToDictionary(n => n, _ => new MemoryStream());
        var items = files.Select(f => Item(f.Key, f.Value, outputs[f.Key]))
            .Append(Item("gone", [], new MemoryStream()) with { OpenInput = _ => throw new FileNotFoundException("gone") });

        var outcomes = await ReadAsync(items, 2);

        outcomes.Keys.ShouldBe(["good 1", "good 2", "gone", "no pdf"], ignoreOrder: true);
        outcomes["no pdf"].Refusal!.Reason.ShouldBe(PdfRefusal.NotPdf);
        outcomes["gone"].Error.ShouldBeOfType<FileNotFoundException>();
        foreach (var name in new[] { "good 1", "good 2" })
        {
            var prepared = outcomes[name].Prepared.ShouldNotBeNull();
            var file = new MemoryStream();
            file.Write(outputs[name].ToArray());
            await PadesSigner.FinishAsync(file, prepared, Signer.Key.Sign(prepared), null, TestContext.Current.CancellationToken);
            (await Signer.ValidateAsync(file.ToArray())).ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_files_are_open_than_were_allowed(int parallelism)
    {
        var open = new Counter();
        var pdf = TestPdf.OnePage();
        var items = Enumerable.Range(0, 24).Select(i => Item($"{i}", pdf, new MemoryStream()) with
        {
            OpenInput = _ => ValueTask.FromResult<Stream>(new Counted(pdf, open)),
        });

        var outcomes = await ReadAsync(items, parallelism);

        outcomes.Count(o => o.Value.Prepared is not null).ShouldBe(24);
        open.Most.ShouldBeInRange(1, parallelism);
    }

    [Fact]
    public async Task Files_are_taken_only_as_there_is_room()
    {
        var taken = 0;
        IEnumerable<BatchItem> Endless()
        {
            while (true)
            {
                taken++;
                yield return Item("x", TestPdf.OnePage(), new MemoryStream());
            }
        }

        var seen = 0;
        await foreach (var outcome in PadesSigner.PrepareBatchAsync(Endless(), 2, TestContext.Current.CancellationToken))
        {
            outcome.Prepared.ShouldNotBeNull();
            if (++seen == 5)
                break;
        }

        taken.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Cancelling_ends_the_stream()
    {
        using var stop = new CancellationTokenSource();
        var items = Enumerable.Range(0, 1000).Select(i => Item($"{i}", TestPdf.OnePage(), new MemoryStream()));

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in PadesSigner.PrepareBatchAsync(items, 1, stop.Token))
                await stop.CancelAsync();
        });
    }

    private static async Task<Dictionary<string, BatchOutcome>> ReadAsync(IEnumerable<BatchItem> items, int parallelism)
    {
        var result = new Dictionary<string, BatchOutcome>();
        await foreach (var outcome in PadesSigner.PrepareBatchAsync(items, parallelism, TestContext.Current.CancellationToken))
            result.Add(outcome.Item.Name, outcome);
        return result;
    }

    private static BatchItem Item(string name, byte[] pdf, MemoryStream output) => new()
    {
        Name = name,
        OpenInput = _ => ValueTask.FromResult<Stream>(new MemoryStream(pdf, writable: false)),
        CreateOutput = _ => ValueTask.FromResult<Stream>(output),
        Request = Signer.Request(Signer.Visible),
    };

    private sealed class Counter
    {
        private readonly Lock _lock = new();
        private int _now;

        public int Most { get; private set; }

        public void Add(int difference)
        {
            lock (_lock)
                Most = Math.Max(Most, _now += difference);
        }
    }

    private sealed class Counted : MemoryStream
    {
        private readonly Counter _counter;
        private bool _isClosed;

        public Counted(byte[] bytes, Counter counter)
            : base(bytes, writable: false)
        {
            _counter = counter;
            counter.Add(1);
        }

        protected override void Dispose(bool disposing)
        {
            if (!_isClosed)
                _counter.Add(-1);
            _isClosed = true;
            base.Dispose(disposing);
        }
    }
}
