using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Basenode.Engine.Configuration;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Makes the handler that connects to the agent: TCP or a unix socket, with or without TLS.</summary>
internal static class ConsulHandler
{
    /// <summary>Makes one.</summary>
    /// <param name="certificates">Null without TLS. Asked for each new connection, so that changed files need no new handler; the handler itself is to speak plain HTTP.</param>
    /// <param name="connections">The most connections at a time; further requests wait for one.</param>
    public static SocketsHttpHandler Create(ConsulAddress address, ConsulCertificates? certificates, int connections)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect is how the agent answers a path that it would not take as it is: never followed.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxConnectionsPerServer = connections,
        };
        if (address.Socket is { } path)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }
        else if (certificates is not null)
        {
            handler.ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, certificates, cancellationToken);
        }
        else
        {
            handler.ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken);
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A blocking query waits for half a minute, and a peer that is gone without a word would be noticed only afterwards.
    private static Socket Tcp()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 3);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        return socket;
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket socket = Tcp();
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, ConsulCertificates certificates, CancellationToken cancellationToken)
    {
        SslClientAuthenticationOptions terms = certificates.For(endPoint.Host);
        Socket socket = Tcp();
        Stream stream = Stream.Null;
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            var secure = new SslStream(new NetworkStream(socket, ownsSocket: true));
            stream = secure;
            await secure.AuthenticateAsClientAsync(terms, cancellationToken);
            return secure;
        }
        catch (AuthenticationException e)
        {
            await stream.DisposeAsync();
            throw new ConsulException(ConsulFault.ConnectionLost, $"TLS failed: {e.Message}{(e.InnerException is { } inner ? $" ({inner.Message})" : "")}", inner: e);
        }
        catch
        {
            await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }
}
