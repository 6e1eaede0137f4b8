"""The edge that hears commands in Telegram and answers them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

log = logging.getLogger("marsad")

Answer = Callable[[str, str | None], str]


class CommandServer:
    """Long-polls for commands beside the outbox; whatever happens here, posting goes on."""

    def __init__(self, token: str, api: str, answer: Answer) -> None:
        self._answer = answer
        builder: ApplicationBuilder = ApplicationBuilder()  # type: ignore[type-arg]
        self._application: Application = (  # type: ignore[type-arg]
            builder.token(token).base_url(f"{api.rstrip('/')}/bot").job_queue(None).build()
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
        wait = 5.0
        while True:
            try:
                await self._application.initialize()
                break
            except TelegramError as error:
                log.warning("commands_waiting error=%r", type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 300.0)
        await self._application.start()
        if self._application.updater is not None:
            await self._application.updater.start_polling(
                bootstrap_retries=-1, allowed_updates=[Update.MESSAGE], drop_pending_updates=False
            )

    async def stop(self) -> None:
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._application.updater is not None and self._application.updater.running:
            await self._application.updater.stop()
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()

    async def _hear(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
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
