"""The edge that hears commands in Telegram and answers them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

log = logging.getLogger("marsad")

Answer = Callable[[str, str | None], str]


class CommandServer:
    """Long-polls for commands beside the outbox; whatever happens here, posting goes on.

    `first_wait` in seconds: the pause after the first failure to reach the server; it doubles up to five minutes.
    """

    def __init__(self, token: str, api: str, answer: Answer, *, first_wait: float = 5.0) -> None:
        self._answer = answer
        self._wait = first_wait
        self._trouble = ""
        self._requests = tuple(HTTPXRequest(httpx_kwargs={"trust_env": False}) for _ in range(2))
        builder: ApplicationBuilder = ApplicationBuilder()  # type: ignore[type-arg]
        self._application: Application = (  # type: ignore[type-arg]
            builder.token(token)
            .base_url(f"{api.rstrip('/')}/bot")
            .request(self._requests[0])
            .get_updates_request(self._requests[1])
            .job_queue(None)
            .build()
        )
        self._application.add_handler(
            MessageHandler(filters.ChatType.PRIVATE & filters.TEXT & filters.UpdateType.MESSAGE, self._hear)
        )
        self._application.add_error_handler(self._failed)
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin in the background: a server that cannot be reached is tried again and holds nothing up."""
        self._starting = asyncio.create_task(self._start())

    async def _start(self) -> None:
        wait = self._wait
        while True:
            try:
                await self._application.initialize()
                break
            except TelegramError as error:
                self._tell(error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 300.0)
        await self._application.start()
        if self._application.updater is not None:
            await self._application.updater.start_polling(
                bootstrap_retries=-1,
                allowed_updates=[Update.MESSAGE],
                drop_pending_updates=False,
                error_callback=self._tell,
            )

    def _tell(self, error: TelegramError) -> None:
        """Say once what is in the way: the library itself would print a traceback at every try."""
        if self._trouble != (trouble := type(error).__name__):
            self._trouble = trouble
            log.warning("commands_waiting error=%r", trouble)

    async def stop(self) -> None:
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._application.updater is not None and self._application.updater.running:
            await self._application.updater.stop()
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()
        for request in self._requests:  # the library leaves them open when it was stopped before it had begun
            await request.shutdown()

    async def _hear(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        self._trouble = ""
        message = update.message
        if message is None or message.text is None:
            return
        language = message.from_user.language_code if message.from_user is not None else None
        reply = await asyncio.to_thread(self._answer, message.text[:300], language)
        await message.reply_text(
            reply, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        )

    async def _failed(self, _: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        log.warning("command_failed error=%r", type(context.error).__name__)
