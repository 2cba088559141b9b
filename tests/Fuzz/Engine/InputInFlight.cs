using System.IO.MemoryMappedFiles;
using KonTum.Tthc.Fuzz.Targets;

namespace KonTum.Tthc.Fuzz.Engine;

/// <summary>
/// The input that is being used right now, in a mapped file: it outlives a process that a stack overflow or the kernel ends without a word.
/// </summary>
internal sealed class InputInFlight : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public InputInFlight(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Target.LargestInput + sizeof(int));
        _view = _file.CreateViewAccessor();
    }

    public void Set(byte[] input)
    {
        _view.Write(0, input.Length);
        _view.WriteArray(sizeof(int), input, 0, input.Length);
    }

    public void Clear() => _view.Write(0, -1);

    /// <summary>Null when the process was not inside a run.</summary>
    public static byte[]? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        var length = BitConverter.ToInt32(bytes);
        return length < 0 ? null : bytes[sizeof(int)..(sizeof(int) + length)];
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
